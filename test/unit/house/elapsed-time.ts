import { withoutComments } from './source-files.ts';

const clock = '(?:performance\\.now|Date\\.now|process\\.hrtime(?:\\.bigint)?)\\(\\)';

const names = (text: string): readonly string[] =>
  [...text.matchAll(new RegExp(`(?:const|let) (\\w+) = (?:Math\\.\\w+\\()?${clock}`, 'g'))].flatMap(
    ([, name]) => name ?? [],
  );

/** How long something took: the clock less what it was before. */
const measures = (text: string): boolean => {
  const before = names(text).join('|');
  return [`${clock}\\s*-`, `-\\s*${clock}`, ...(before === '' ? [] : [` - (?:${before})\\b`])].some((one) =>
    new RegExp(one).test(text),
  );
};

/** A limit of its own for a test or for something that it waits for: those of the lane end what hangs, and nothing else. */
const limit = /\btimeout:\s*[\d_]+|\b(?:vi|expect)\.(?:waitFor|waitUntil)\(|^\s*\},\s*\d[\d_]*,?\s*\);$/m;

/**
 * What makes a test depend on how fast the machine is: a measured time, or a limit of its own.
 * @param text of a file of tests
 */
export const dependenceOnSpeed = (text: string): 'measured time' | 'limit of its own' | null => {
  const code = withoutComments(text);
  if (measures(code)) return 'measured time';
  return limit.test(code) ? 'limit of its own' : null;
};
