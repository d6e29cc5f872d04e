import { textLimits } from '#shared/contract/text-limits.ts';

/**
 * The name of the n-th copy: `<name> (copy)`, then `<name> (copy 2)` …, within the limit of names.
 * Source: docs/design/resources.md, "Clone of a project".
 * @param attempt from 1
 */
export const cloneName = (name: string, attempt: number): string => {
  const suffix = attempt === 1 ? ' (copy)' : ` (copy ${attempt})`;
  return (
    [...name]
      .slice(0, textLimits.name - suffix.length)
      .join('')
      .trimEnd() + suffix
  );
};
