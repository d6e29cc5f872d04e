import { DeploymentId, type OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import { type ProjectConfiguration, readConfiguration } from '#shared/data/projects/read-project.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { readVisible } from './read-visible.ts';
import { notFound } from './require-permission.ts';

/** A deployment with its environment and project. */
export type FoundDeployment = ProjectConfiguration & {
  readonly deployment: DeploymentRecord;
  /** Null if it was deleted meanwhile. */
  readonly environment: EnvironmentRecord | null;
};

/**
 * Finds a deployment by its path. A pending deployment is stored in its environment and needs no extra read.
 * @param need `whole`: read the deployment in parallel, since it is not pending
 * @throws Problem `not_found`, `permission_missing`
 */
export const findDeployment = async (
  principal: Principal,
  permission: Permission,
  params: { readonly projectId: string; readonly deploymentId: string },
  need?: 'whole',
): Promise<FoundDeployment> => {
  const organization: OrganizationId = principal.organization.id;
  const project = ProjectId.safeParse(params.projectId);
  const id = DeploymentId.safeParse(params.deploymentId);
  const read = async (): Promise<DeploymentRecord | null> =>
    project.success && id.success ? readDeployment(organization, project.data, id.data) : null;
  const [found, beside] = await Promise.all([
    readVisible(principal, permission, params.projectId, readConfiguration),
    need === 'whole' ? read() : null,
  ]);
  const holder = found.environments.find((one) => one.pending?.id === params.deploymentId);
  const deployment = beside ?? holder?.pending ?? (need === 'whole' ? null : await read());
  if (deployment === null) throw notFound();
  const environment = found.environments.find((one) => one.id === deployment.environmentId) ?? null;
  return { ...found, deployment, environment };
};
