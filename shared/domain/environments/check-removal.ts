import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/**
 * Checks that an environment may be deleted. A mapping or a pending deployment prevents it unless `force` is set; a
 * running deployment always prevents it. Refusal: `environment_in_use`.
 * Source: docs/design/deployments.md, "Removing an environment".
 */
export const checkRemoval = (
  project: ProjectRecord,
  environment: EnvironmentRecord,
  force: boolean,
): RuleResult<true> => {
  if (environment.running !== null) {
    return refuse(
      'environment_in_use',
      `A deployment is running in ${environment.name}. Wait for its end, or cancel it.`,
    );
  }
  if (force) return accept(true);
  const mapped = project.branchMappings.filter((mapping) => mapping.environmentId === environment.id);
  if (mapped.length > 0) {
    const patterns = mapped.map((mapping) => mapping.branchPattern).join(', ');
    return refuse(
      'environment_in_use',
      `${patterns} deploys to ${environment.name}. Remove the mapping first, or delete with force=true.`,
    );
  }
  if (environment.pending !== null) {
    return refuse(
      'environment_in_use',
      `A deployment is ${environment.pending.status} in ${environment.name}. Cancel it first, or delete with force=true.`,
    );
  }
  return accept(true);
};
