import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { matchesPattern } from './branch-pattern.ts';
import { checkPathFilters } from './path-filters.ts';

/** A character that no pattern contains, so that only a wildcard of another pattern matches it. */
const unknown = '\u0000';

/**
 * Whether a pattern matches every name that another one matches. Each wildcard of the other is replaced by text that only
 * a wildcard can match. `**` stands for text with and without slashes, so both are tried.
 */
export const coversPattern = (pattern: string, other: string): boolean =>
  [unknown, `${unknown}/${unknown}`, `${unknown}/${unknown}/${unknown}`].every((deep) =>
    matchesPattern(
      pattern,
      other.replace(/\*+/g, (stars) => (stars === '*' ? unknown : deep)),
    ),
  );

const hiddenBy = (project: ProjectRecord, mapping: MappingRecord): MappingRecord | undefined =>
  project.branchMappings.find(
    (other) =>
      other.priority < mapping.priority &&
      other.refType === mapping.refType &&
      coversPattern(other.branchPattern, mapping.branchPattern),
  );

const pathWarnings = (project: ProjectRecord, { refType, trigger, paths }: MappingRecord): readonly string[] => {
  if (paths.length === 0) return [];
  const warnings: string[] = [];
  const checked = checkPathFilters(paths);
  if (!checked.ok) warnings.push(`A path filter ${checked.refusal.detail}.`);
  if (project.repository?.comparesCommits === true) return warnings;
  const provider = project.repository?.provider ?? 'github';
  const remedy = `With a credential in the provider settings (PUT /api/settings/git-providers/${provider}) oCore compares the commits.`;
  if (refType === 'tag') warnings.push(`The path filters have no effect: every tag deploys. ${remedy}`);
  else if (trigger === 'merge') {
    warnings.push(`The path filters have no effect on merges: every merge deploys. ${remedy}`);
  } else if (provider !== 'github') {
    warnings.push(
      `The path filters have no effect: ${provider} does not list all changed files of a push, so every push deploys. ${remedy}`,
    );
  }
  return warnings;
};

/**
 * Warnings about a mapping that is stored as it was requested: another mapping hides it, or its path filters have no effect.
 * Source: docs/design/deciding-a-push.md, "Branch mappings".
 * @returns sentences; empty if there is nothing to warn about
 */
export const mappingWarnings = (project: ProjectRecord, mapping: MappingRecord): readonly string[] => {
  const first = hiddenBy(project, mapping);
  const hidden =
    first === undefined
      ? []
      : [
          `The mapping of ${first.branchPattern} comes first (priority ${first.priority}) and matches everything that this one matches: this mapping never deploys. Give it a priority below ${first.priority}, or remove it.`,
        ];
  return [...hidden, ...pathWarnings(project, mapping)];
};
