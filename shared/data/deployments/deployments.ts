import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { DeploymentSummary } from '#shared/contract/environment.ts';
import type { DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { changedFields, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { deploymentFromItem, endPendingWrite, newDeploymentWrite } from '#shared/data/items/deployment-item.ts';
import { environmentWrite } from '#shared/data/items/environment-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import type { Page } from '#shared/data/table/page.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { readPage } from '#shared/data/table/read-page.ts';
import { table } from '#shared/data/table/table.ts';
import { transact, type Write } from '#shared/data/table/transact.ts';
import type { DecidedChanges } from '#shared/domain/deliveries/decide-changes.ts';
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

/**
 * Reads a page of a project's deployments, newest first. The status filter applies after the read: a page
 * is short only if `readPage` met its bound.
 * @param after the id of the last deployment of the previous page
 */
export const listDeployments = async (
  organization: OrganizationId,
  project: ProjectId,
  filter: { readonly environmentId: EnvironmentId | null; readonly status: DeploymentStatus | null },
  limit: number,
  after: DeploymentId | null,
): Promise<Page<DeploymentRecord>> => {
  const { client, name } = table();
  const conditions = ['projectId = :project'];
  const values: Record<string, unknown> = { ':project': project };
  if (filter.status !== null) {
    conditions.push('#status = :status');
    values[':status'] = filter.status;
  }
  const byEnvironment = filter.environmentId !== null;
  const environment = filter.environmentId ?? ('' as EnvironmentId);
  const key = keys.deployment(organization, project, after ?? ('' as DeploymentId));
  const index = indexKeys.deployment(organization, environment, after ?? ('' as DeploymentId));
  const start = byEnvironment ? { ...key, ...index } : key;
  const { items, last } = await readPage(limit, filter.status !== null, (atMost, from) =>
    client.send(
      new QueryCommand({
        TableName: name,
        ...(byEnvironment ? { IndexName: 'gsi1' } : {}),
        KeyConditionExpression: byEnvironment ? 'gsi1pk = :pk' : 'pk = :pk AND begins_with(sk, :from)',
        // An environment id must not reveal deployments of another project.
        FilterExpression: conditions.join(' AND '),
        ...(filter.status === null ? {} : { ExpressionAttributeNames: { '#status': 'status' } }),
        ExpressionAttributeValues: byEnvironment
          ? { ':pk': index.gsi1pk, ...values }
          : { ':pk': key.pk, ':from': keys.deploymentsFrom, ...values },
        ScanIndexForward: false,
        Limit: atMost,
        ExclusiveStartKey: from ?? (after === null ? undefined : start),
      }),
    ),
  );
  return {
    rows: items.map(deploymentFromItem),
    position: typeof last?.sk === 'string' ? last.sk.slice(keys.deploymentsFrom.length) : null,
  };
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
  superseded: DeploymentSummary | null,
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
          ...changedFields(read, environment, ['paused']),
        },
      },
      202,
    ),
  ]);
