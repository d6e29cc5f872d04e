import { DeploymentId, type OrganizationId, type ProjectId } from '#shared/contract/id.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import { type ProjectConfiguration, readConfiguration } from '#shared/data/projects/read-project.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { VisibleReads } from './read-visible.ts';
import { notFound } from './require-permission.ts';

/** A deployment with its environment and project. */
export type FoundDeployment = ProjectConfiguration & {
  readonly deployment: DeploymentRecord;
  /** Null if it was deleted meanwhile. */
  readonly environment: EnvironmentRecord | null;
};

type Context = VisibleReads & { readonly params: { readonly deploymentId: string } };

/** The read of one deployment. A malformed id gives null. */
export const deploymentRead = (deploymentId: string) => async (organization: OrganizationId, project: ProjectId) => {
  const id = DeploymentId.safeParse(deploymentId);
  return id.success ? readDeployment(organization, project, id.data) : null;
};

/**
 * Finds a deployment by its path. A pending deployment is stored in its environment and needs no extra read.
 * @param need `whole`: read the deployment in parallel, since it is not pending
 * @throws Problem `not_found`, `permission_missing`
 */
export const findDeployment = async (
  { readVisibleBeside, requireOn, params }: Context,
  need?: 'whole',
): Promise<FoundDeployment> => {
  const read = deploymentRead(params.deploymentId);
  const [found, beside] = await readVisibleBeside(readConfiguration, need === 'whole' ? read : async () => null);
  const holder = found.environments.find((one) => one.pending?.id === params.deploymentId);
  const { organizationId, id } = found.project;
  const deployment = beside ?? holder?.pending ?? (need === 'whole' ? null : await read(organizationId, id));
  if (deployment === null) throw notFound();
  requireOn(found.project, deployment.environmentId);
  const environment = found.environments.find((one) => one.id === deployment.environmentId) ?? null;
  return { ...found, deployment, environment };
};
