import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DeploymentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { changedFields, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { deploymentFromItem, endPendingWrite, newDeploymentWrite } from '#shared/data/items/deployment-item.ts';
import { environmentWrite } from '#shared/data/items/environment-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import { transact, type Write } from '#shared/data/table/transact.ts';
import type { DecidedChanges } from '#shared/domain/deliveries/decide-changes.ts';
import { deploymentName } from '#shared/domain/deployments/deployment-name.ts';
import { supersededReason } from '#shared/domain/deployments/deployment-slot.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/** Reads a deployment, consistently. */
export const readDeployment = async (
  organization: OrganizationId,
  project: ProjectId,
  id: DeploymentId,
): Promise<DeploymentRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.deployment(organization, project, id), ConsistentRead: true }),
  );
  return Item === undefined ? null : deploymentFromItem(Item);
};

/** Reads up to 100 deployments, consistently. @returns those that exist, by their ids */
export const readDeployments = async (
  organization: OrganizationId,
  project: ProjectId,
  ids: readonly DeploymentId[],
): Promise<ReadonlyMap<DeploymentId, DeploymentRecord>> => {
  const items = await readItems([...new Set(ids)].map((id) => keys.deployment(organization, project, id)));
  return new Map(items.map((item) => deploymentFromItem(item)).map((deployment) => [deployment.id, deployment]));
};

/** The writes for new deployments: the deployments, their slots, and the end of the deployments that they replace. */
export const deploymentWrites = ({
  deployments,
  environments,
  superseded,
}: Pick<DecidedChanges, 'deployments' | 'environments' | 'superseded'>): Write[] => [
  ...deployments.map(newDeploymentWrite),
  ...environments.map((environment) => environmentWrite(environment)),
  ...superseded.map(({ pending, by }) =>
    endPendingWrite(by.organizationId, by.projectId, pending.id, {
      transition: 'replace',
      reason: supersededReason(by),
      supersededBy: by.id,
      now: by.createdAt,
      cancelledBy: null,
    }),
  ),
];

/**
 * Queues a deployment that a person asked for.
 * @param read the environment as it was read, if the deployment changes more than its slot; the audit record lists the
 * difference
 * @throws ConditionFailed
 */
export const insertDeployment = async (
  deployment: DeploymentRecord,
  environment: EnvironmentRecord,
  superseded: DeploymentRecord | null,
  mutation: Mutation,
  read: EnvironmentRecord = environment,
): Promise<void> =>
  transact([
    ...deploymentWrites({
      deployments: [deployment],
      environments: [environment],
      superseded: superseded === null ? [] : [{ pending: superseded, by: deployment }],
    }),
    ...mutationWrites(
      deployment.organizationId,
      mutation,
      {
        action: 'deployment.triggered',
        resourceId: deployment.id,
        resourceName: deploymentName(deployment),
        projectId: deployment.projectId,
        changes: {
          ...changedFields(null, deployment, [
            'environmentId',
            'branch',
            'tag',
            'commitSha',
            'redeployOf',
            'promotedFrom',
          ]),
          ...(deployment.force ? changedFields(null, deployment, ['force']) : {}),
          ...changedFields(read, environment, ['paused']),
        },
      },
      202,
    ),
  ]);
