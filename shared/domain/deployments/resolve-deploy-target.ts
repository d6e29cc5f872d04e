import type { DeployBody } from '#shared/contract/deployment.ts';
import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/** The environment that a request names. Refusal: `validation_failed`. */
export const namedEnvironment = (
  environments: readonly EnvironmentRecord[],
  environmentId: string,
): RuleResult<EnvironmentRecord> => {
  const named = environments.find((one) => one.id === environmentId);
  return named === undefined
    ? refuse('validation_failed', 'must be the id of an environment of this project', '#/environmentId')
    : accept(named);
};

/**
 * Finds the environment of a manual deployment. If the request names none, the mappings resolve the branch or tag,
 * whatever their trigger and automatic deployment.
 * Source: docs/design/resources.md, "Deploying by hand".
 */
export const resolveDeployTarget = (
  project: ProjectRecord,
  environments: readonly EnvironmentRecord[],
  body: DeployBody,
): RuleResult<EnvironmentRecord> => {
  if (body.environmentId !== undefined) return namedEnvironment(environments, body.environmentId);
  // The contract guarantees that one of the two is present.
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
