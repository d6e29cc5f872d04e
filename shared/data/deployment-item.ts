import type { DeploymentId, OrganizationId, ProjectId } from '../contract/id.ts';
import type { DeploymentChange } from '../domain/deployment-slot.ts';
import type { DeploymentRecord } from '../domain/records.ts';
import { type Item, recordOf } from './item.ts';
import { indexKeys, keys } from './keys.ts';
import type { Write } from './transact.ts';

export const deploymentOf = (item: Record<string, unknown>): DeploymentRecord => recordOf<DeploymentRecord>(item);

const deploymentItem = (deployment: DeploymentRecord): Item<DeploymentRecord> => ({
  ...deployment,
  ...keys.deployment(deployment.organizationId, deployment.projectId, deployment.id),
  ...indexKeys.deployment(deployment.organizationId, deployment.environmentId, deployment.id),
});

/** Writes a new deployment. */
export const newDeploymentWrite = (deployment: DeploymentRecord): Write => ({
  label: 'deployment',
  Put: { Item: deploymentItem(deployment), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Ends a deployment that has not started: its condition is that it still is queued or waits. */
export const endPendingWrite = (
  organization: OrganizationId,
  project: ProjectId,
  id: DeploymentId,
  end: {
    readonly status: 'superseded' | 'cancelled';
    readonly reason: string;
    readonly supersededBy: DeploymentId | null;
    readonly now: string;
  },
): Write => ({
  label: `pending ${id}`,
  Update: {
    Key: keys.deployment(organization, project, id),
    UpdateExpression:
      'SET #status = :status, statusReason = :reason, supersededBy = :by, completedAt = :now, waitsFor = :none, approvalUntil = :null, #version = #version + :one',
    ConditionExpression: '#status IN (:queued, :waiting)',
    ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
    ExpressionAttributeValues: {
      ':status': end.status,
      ':reason': end.reason,
      ':by': end.supersededBy,
      ':now': end.now,
      ':none': [],
      ':null': null,
      ':one': 1,
      ':queued': 'queued',
      ':waiting': 'waiting',
    },
  },
});

/** Changes fields of a deployment; its condition is that it still has the status that was read. */
export const changeWrite = (organization: OrganizationId, project: ProjectId, change: DeploymentChange): Write => {
  const fields = Object.entries(change.to);
  return {
    label: `pending ${change.id}`,
    Update: {
      Key: keys.deployment(organization, project, change.id),
      UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}, #version = #version + :one`,
      ConditionExpression: '#status = :from',
      ExpressionAttributeNames: {
        ...Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
        '#status': 'status',
        '#version': 'version',
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
        ':from': change.from,
        ':one': 1,
      },
    },
  };
};
