import type { DeployBody } from '#shared/contract/deployment.ts';
import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { accept, type Ruled, refuse } from '#shared/domain/refusal.ts';

/**
 * Finds the environment that a manual deployment goes to. Without an environment the mappings resolve branch or tag;
 * their trigger and automatic deployment do not apply.
 * Source: docs/design/resources.md, "Deploying by hand".
 */
export const resolveManual = (
  project: ProjectRecord,
  environments: readonly EnvironmentRecord[],
  body: DeployBody,
): Ruled<EnvironmentRecord> => {
  if (body.environmentId !== undefined) {
    const named = environments.find((one) => one.id === body.environmentId);
    return named === undefined
      ? refuse('validation_failed', 'must be the id of an environment of this project', '#/environmentId')
      : accept(named);
  }
  // The contract has seen to it that one of the two is there.
  const [type, name] =
    body.branch !== undefined ? (['branch', body.branch] as const) : (['tag', body.tag ?? ''] as const);
  const mapping = project.branchMappings.find((one) => one.refType === type && matchesPattern(one.branchPattern, name));
  const environment = environments.find((one) => one.id === mapping?.environmentId);
  return environment === undefined
    ? refuse(
        'validation_failed',
        `no mapping matches the ${type} ${name}: map it, or name an environmentId`,
        `#/${type}`,
      )
    : accept(environment);
};
