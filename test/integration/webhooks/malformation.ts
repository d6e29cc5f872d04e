type Holder = Record<string | number, unknown>;

const depth = 20_000;
const polluting = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';

/** What stands in the place of a node: each type, and what is hard to read or to keep. */
const replacements: readonly string[] = [
  'null',
  'true',
  '7',
  '-0',
  '1e308',
  '-1e400',
  '123456789012345678901234567890',
  '""',
  '"x"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '[]',
  '[null]',
  '[[]]',
  '{}',
  `{${polluting}}`,
  '['.repeat(depth) + ']'.repeat(depth),
  `${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`,
  JSON.stringify('x'.repeat(1_000_000)),
];

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Every place of a value below its top. */
const placesOf = function* (value: unknown): Generator<readonly [holder: Holder, key: string]> {
  if (!isHolder(value)) return;
  for (const key of Object.keys(value)) {
    yield [value, key];
    yield* placesOf(value[key]);
  }
};

const marker = '\u0001here\u0001';

/** What a node of a JSON text is replaced by; a member may be given twice. */
const textsFor = (node: unknown, name: string | null): readonly string[] => {
  const text = JSON.stringify(node);
  const twice =
    name === null ? [`${text},${text}`] : [`${text},${name}:null`, `null,${name}:${text}`, `${text},${name}:${text}`];
  const polluted =
    isHolder(node) && !Array.isArray(node) ? [text.replace('{', `{${polluting}${text === '{}' ? '' : ','}`)] : [];
  return [...replacements, ...twice, ...polluted];
};

/** The JSON texts of a value of which one node is retyped, removed, given twice, deep, long or polluting. */
export const malformedTexts = function* (value: Record<string, unknown>): Generator<string> {
  yield* replacements;
  const copy = structuredClone(value);
  for (const [holder, key] of placesOf(copy)) {
    const node = holder[key];
    const isItem = Array.isArray(holder);
    holder[key] = marker;
    const [before = '', after = ''] = JSON.stringify(copy).split(JSON.stringify(marker));
    holder[key] = undefined;
    yield isItem
      ? before.replace(/,$/, '') + (before.endsWith(',') ? after : after.replace(/^,/, ''))
      : JSON.stringify(copy);
    holder[key] = node;
    for (const text of textsFor(node, isItem ? null : JSON.stringify(key))) yield before + text + after;
  }
};

/** Bodies that are no JSON text, or none in UTF-8: cut, with foreign bytes, with bytes in front. */
export const brokenBodies = function* (value: Record<string, unknown>): Generator<Buffer> {
  const whole = Buffer.from(JSON.stringify(value));
  for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf8], [0x00], [0x80]]) {
    for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 5)) {
      yield Buffer.concat([whole.subarray(0, at), Buffer.from(bytes), whole.subarray(at)]);
    }
  }
  for (let end = 0; end < whole.length; end += Math.ceil(whole.length / 5)) yield whole.subarray(0, end);
  yield Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), whole]);
  yield Buffer.from(whole.toString(), 'utf16le');
  yield Buffer.concat([whole, whole]);
};
