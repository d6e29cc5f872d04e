import { readFileSync } from 'node:fs';

/** A command of the manual's Projects page, exactly as it stands there. */
export type ManualCommand = { readonly tool: 'curl' | 'ocore'; readonly text: string };

/**
 * Where a command ends: the page was saved as text, and the next heading follows a command without a line break
 * (`…--provider githubRegenerating the Deploy Key`).
 */
const endOf = (text: string): number => {
  let quote: string | null = null;
  let inBraces = false;
  for (let index = 0; index < text.length; index += 1) {
    const [before = '', character = ''] = [text[index - 1], text[index]];
    if (quote !== null) {
      if (character === quote) quote = null;
    } else if (character === '\n' && before !== '\\') return index;
    else if (character === '{' || character === '}') inBraces = character === '{';
    else if (/["'>]/.test(before) && /[A-Za-z]/.test(character)) return index;
    else if (!inBraces && /[a-z]/.test(before) && /[A-Z]/.test(character)) return index;
    else if (character === '"' || character === "'") quote = character;
  }
  return text.length;
};

/** Every command of the page, in its order. */
export const manualCommands = (): ManualCommand[] => {
  const page = readFileSync(new URL('../../fixtures/manual-projects.txt', import.meta.url), 'utf8');
  return [...page.matchAll(/(curl(?= -X| https)|ocore(?= project ))/g)].map((match) => {
    const rest = page.slice(match.index);
    return { tool: match[1] === 'curl' ? 'curl' : 'ocore', text: rest.slice(0, endOf(rest)) };
  });
};
