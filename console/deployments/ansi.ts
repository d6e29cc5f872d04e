/** A part of a log line that looks the same throughout. `at`: which part it is. */
export type Segment = { readonly at: number; readonly text: string; readonly className: string };

type Look = { readonly color: string | null; readonly marks: readonly string[] };

const escapeSign = '\u001b';
const bell = '\u0007';
const plain: Look = { color: null, marks: [] };
const colors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const marks: Readonly<Record<number, string>> = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline' };
/** What each code ends. */
const ends: Readonly<Record<number, readonly string[]>> = { 22: ['bold', 'dim'], 23: ['italic'], 24: ['underline'] };

/** How many further numbers an extended colour has: `38;5;n` and `38;2;r;g;b`. */
const extended = (codes: readonly number[], index: number): number =>
  codes[index + 1] === 5 ? 2 : codes[index + 1] === 2 ? 4 : 0;

const withCode = (look: Look, code: number): Look => {
  const mark = marks[code];
  const ended = ends[code];
  if (code === 0) return plain;
  if (mark !== undefined) return { ...look, marks: [...look.marks.filter((one) => one !== mark), mark] };
  if (ended !== undefined) return { ...look, marks: look.marks.filter((one) => !ended.includes(one)) };
  if (code === 39) return { ...look, color: null };
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return { ...look, color: colors[code % 10] ?? null };
  return look;
};

/** The look after `ESC [ codes m`. Colours of the background are passed over: text stays readable in light and dark. */
const lookAfter = (before: Look, parameters: string): Look => {
  const codes = parameters.split(/[;:]/).map(Number);
  let look = before;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const number = codes[index + 2] ?? -1;
      const isBasic = code === 38 && codes[index + 1] === 5 && number >= 0 && number < 16;
      if (isBasic) look = { ...look, color: colors[number % 8] ?? null };
      index += extended(codes, index);
    } else look = withCode(look, code);
  }
  return look;
};

const classOf = ({ color, marks: shown }: Look): string =>
  [...(color === null ? [] : [color]), ...shown].map((name) => `ansi-${name}`).join(' ');

/** The text behind an escape sequence that began, and the parameters of a sequence that sets the look. */
const behindSequence = (part: string): { readonly text: string; readonly look: string | null } => {
  const control = /^\[([\d;:<=>?]*)[ -/]*([@-~])/.exec(part);
  if (control !== null) {
    const isLook = control[2] === 'm' && /^[\d;:]*$/.test(control[1] ?? '');
    return { text: part.slice(control[0].length), look: isLook ? (control[1] ?? '') : null };
  }
  // A title or a link of a terminal: it ends with a bell, or with the next escape.
  if (part.startsWith(']')) {
    const end = part.indexOf(bell);
    return { text: end === -1 ? '' : part.slice(end + 1), look: null };
  }
  return { text: part.replace(/^(?:[()][0-9A-Za-z]|[\\78=>cDEHM])/, ''), look: null };
};

/** Control characters as the signs that stand for them: a browser would show nothing. */
const visible = (text: string): string =>
  Array.from(text, (one) => (one < ' ' && one !== '\t' ? String.fromCodePoint(0x2400 + one.charCodeAt(0)) : one)).join(
    '',
  );

/**
 * The parts of a line with the classes of their looks.
 * Source: https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
export const segmentsOf = (line: string): readonly Segment[] => {
  const [first = '', ...rest] = line.split(escapeSign);
  const segments: Segment[] = [{ at: 0, text: visible(first), className: '' }];
  let look = plain;
  for (const part of rest) {
    const { text, look: parameters } = behindSequence(part);
    if (parameters !== null) look = lookAfter(look, parameters);
    segments.push({ at: segments.length, text: visible(text), className: classOf(look) });
  }
  return segments.filter(({ text }) => text !== '');
};

/** A line without its escape sequences. */
export const plainText = (line: string): string =>
  line.includes(escapeSign)
    ? segmentsOf(line)
        .map(({ text }) => text)
        .join('')
    : line;
