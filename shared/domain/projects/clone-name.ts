const maximum = 120;

/**
 * The name of the n-th copy: `<name> (copy)`, then `<name> (copy 2)` …, within 120 characters.
 * Source: docs/design/resources.md, "Clone of a project".
 * @param attempt from 1
 */
export const cloneName = (name: string, attempt: number): string => {
  const suffix = attempt === 1 ? ' (copy)' : ` (copy ${attempt})`;
  return (
    [...name]
      .slice(0, maximum - suffix.length)
      .join('')
      .trimEnd() + suffix
  );
};
