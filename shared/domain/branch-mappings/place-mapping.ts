import { textLimits } from '#shared/contract/text-limits.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { EnvironmentName } from '#shared/domain/records/project.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import { checkPattern, isExact } from './branch-pattern.ts';
import { checkPathFilters } from './path-filters.ts';

const maximum = textLimits.branchMappings;
/** All mappings are stored in the project's item, which may have 400 KB. */
const maximumBytes = 200_000;

/** The highest priority that the contract accepts (shared/contract/branch-mapping.ts). */
const lastPriority = 1_000_000;

/**
 * The next multiple of 10 after the highest priority, so that a new mapping never comes before an older one. If that
 * exceeds the maximum, the highest free multiple of 10.
 */
export const nextPriority = (mappings: readonly MappingRecord[]): number => {
  const taken = new Set(mappings.map((mapping) => mapping.priority));
  let next = (Math.floor(Math.max(0, ...taken) / 10) + 1) * 10;
  while (next > lastPriority || taken.has(next)) next -= 10;
  return next;
};

/**
 * Adds a new or changed mapping to the others of its project, in priority order. Refusals:
 * `production_needs_exact_branch`, `mapping_conflict` (equal priority, or equal refType and pattern), `conflict` (more
 * than 50, or too large together), `validation_failed`.
 * Source: docs/design/deciding-a-push.md, "Branch mappings".
 * @param others the project's mappings without this one
 * @param isRefName git's rule for names (shared/contract/ref-name.ts)
 */
export const placeMapping = (
  others: readonly MappingRecord[],
  mapping: MappingRecord,
  environments: Readonly<Record<string, EnvironmentName>>,
  isRefName: (name: string) => boolean,
): RuleResult<readonly MappingRecord[]> => {
  const environment = Object.hasOwn(environments, mapping.environmentId)
    ? environments[mapping.environmentId]
    : undefined;
  if (environment === undefined) {
    return refuse('validation_failed', 'must be the id of an environment of this project', '#/environmentId');
  }
  const pattern = checkPattern(mapping.branchPattern, isRefName);
  if (!pattern.ok) return pattern;
  const paths = checkPathFilters(mapping.paths);
  if (!paths.ok) return paths;
  if (mapping.refType === 'tag' && mapping.trigger === 'merge') {
    return refuse('validation_failed', 'must be push for a tag mapping: tags are never merged', '#/trigger');
  }
  if (environment.type === 'production' && mapping.refType === 'branch' && !isExact(mapping.branchPattern)) {
    return refuse(
      'production_needs_exact_branch',
      `${environment.name} is a production environment: ${mapping.branchPattern} would deploy any branch that matches. Name one branch, or map a tag pattern.`,
      '#/branchPattern',
    );
  }
  for (const other of others) {
    if (other.priority === mapping.priority) {
      return refuse(
        'mapping_conflict',
        `Priority ${mapping.priority} belongs to the mapping of ${other.branchPattern}. Choose another one, for instance ${nextPriority([...others, mapping])}.`,
        '#/priority',
      );
    }
    if (other.refType === mapping.refType && other.branchPattern === mapping.branchPattern) {
      const target = environments[other.environmentId]?.name ?? other.environmentId;
      return refuse(
        'mapping_conflict',
        `${mapping.branchPattern} is already mapped to ${target}. Change that mapping instead.`,
        '#/branchPattern',
      );
    }
  }
  if (others.length >= maximum) {
    return refuse(
      'conflict',
      `A project has at most ${maximum} branch mappings. Remove one, or use a pattern for several branches.`,
    );
  }
  const placed = [...others, mapping].sort((one, another) => one.priority - another.priority);
  if (new TextEncoder().encode(JSON.stringify(placed)).length > maximumBytes) {
    return refuse('conflict', 'The branch mappings of this project are too large together. Shorten the path filters.');
  }
  return accept(placed);
};
