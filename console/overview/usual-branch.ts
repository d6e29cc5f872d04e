import type { Environment } from '#shared/contract/environment.ts';

const isExact = ({ refType, branchPattern }: Environment['mappings'][number]): boolean =>
  refType === 'branch' && !/[*?[{]/.test(branchPattern);

/** What bears the branch of another environment, or of an earlier time. */
const isFromElsewhere = (trigger: string | null): boolean => trigger === 'promotion' || trigger === 'redeploy';

/**
 * The branch that a deployment by hand begins with: one that belongs to the environment. What was promoted bears the branch
 * of where it came from, and its newest commit is not what somebody wants on Production. Pure.
 * @returns empty where none is known to belong here
 */
export const usualBranch = ({ current, mappings }: Pick<Environment, 'current' | 'mappings'>): string => {
  const mapped = mappings.filter(isExact).map(({ branchPattern }) => branchPattern);
  const deployed = current?.branch ?? '';
  if (mapped.includes(deployed)) return deployed;
  return mapped[0] ?? (isFromElsewhere(current?.trigger ?? null) ? '' : deployed);
};
