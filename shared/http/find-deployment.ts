import { DeploymentId, type OrganizationId, ProjectId } from '../contract/id.ts';
import type { Permission } from '../contract/permission.ts';
import { readDeployment } from '../data/deployments/deployments.ts';
import { type ProjectConfiguration, readConfiguration } from '../data/projects/read-project.ts';
import type { Principal } from '../domain/access/principal.ts';
import type { DeploymentRecord } from '../domain/records/deployment.ts';
import type { EnvironmentRecord } from '../domain/records/environment.ts';
import { notFound } from './require-permission.ts';
import { visible } from './visible.ts';

/** A deployment with its environment, and the project that both are of. */
export type Found = ProjectConfiguration & {
  readonly deployment: DeploymentRecord;
  /** Null where it was deleted meanwhile. */
  readonly environment: EnvironmentRecord | null;
};

/**
 * Finds a deployment by its path. One that is pending stands whole in its environment and needs no read of its own.
 * @param need `whole`: read it beside the configuration, since it is no pending one
 * @throws Problem `not_found`, `permission_missing`
 */
export const findDeployment = async (
  principal: Principal,
  permission: Permission,
  params: { readonly projectId: string; readonly deploymentId: string },
  need?: 'whole',
): Promise<Found> => {
  const organization: OrganizationId = principal.organization.id;
  const project = ProjectId.safeParse(params.projectId);
  const id = DeploymentId.safeParse(params.deploymentId);
  const read = async (): Promise<DeploymentRecord | null> =>
    project.success && id.success ? readDeployment(organization, project.data, id.data) : null;
  const [found, beside] = await Promise.all([
    visible(principal, permission, params.projectId, readConfiguration),
    need === 'whole' ? read() : null,
  ]);
  const holder = found.environments.find((one) => one.pending?.id === params.deploymentId);
  const deployment = beside ?? holder?.pending ?? (need === 'whole' ? null : await read());
  if (deployment === null) throw notFound();
  const environment = found.environments.find((one) => one.id === deployment.environmentId) ?? null;
  return { ...found, deployment, environment };
};
