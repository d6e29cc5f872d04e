import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

const advice = (filter: string): string | null => {
  if (/[\p{Cc}\p{Cs}]/u.test(filter)) return 'must be one path each, without line breaks';
  if (filter.includes(','))
    return `must be one path each: send ${JSON.stringify(filter.split(','))} (for a comma in a file name write *)`;
  if (filter.includes('\\')) return `must have / between folders: ${filter.replaceAll('\\', '/')}`;
  if (filter.startsWith('!')) return 'must name what deploys: a path filter cannot exclude. List the other paths';
  if (/[?[\]{}]/.test(filter)) {
    return 'must not hold ? [ ] { or }: use * for any run without a slash and ** for any run, and one entry for each alternative';
  }
  if (filter.split('/').includes('..')) return 'must be relative to the root of the repository, without ..';
  return null;
};

const normalized = (filter: string): string =>
  filter
    .trim()
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');

/**
 * Path filters in the form in which providers list files: no blanks around, no leading `/` or `./`, no empty or `.` segment,
 * no trailing `/`, nothing twice. What has no such form stays as it is, for `checkPathFilters` to refuse.
 */
export const normalizePathFilters = (filters: readonly string[]): readonly string[] => [
  ...new Set(filters.map((filter) => normalized(filter) || filter)),
];

/**
 * Refuses filters that can match no file of a commit, with the right form.
 * Source: docs/design/deciding-a-push.md, "Path filters".
 * @param filters from `normalizePathFilters`
 */
export const checkPathFilters = (filters: readonly string[]): RuleResult<readonly string[]> => {
  for (const [index, filter] of filters.entries()) {
    const wrong =
      normalized(filter) === '' ? 'must name a file or folder: for the whole repository send no paths' : advice(filter);
    if (wrong !== null) return refuse('validation_failed', wrong, `#/paths/${index}`);
  }
  return accept(filters);
};
