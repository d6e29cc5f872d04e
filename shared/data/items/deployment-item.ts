import type { DeploymentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { type Item, recordFromItem } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { DeploymentChange } from '#shared/domain/deployments/deployment-slot.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

/**
 * Fields that the item omits while they are null. Most deployments have none of them. With them, a superseded push
 * would exceed 1 KB, which costs three more write units.
 */
const unlessSet = {
  requester: null,
  approvedBy: null,
  approvedByName: null,
  approvedAt: null,
  cancelledBy: null,
  cancelledByName: null,
} as const satisfies Partial<DeploymentRecord>;

export const deploymentFromItem = (item: Record<string, unknown>): DeploymentRecord => ({
  ...unlessSet,
  ...recordFromItem<DeploymentRecord>(item),
});

const isKept = ([name, value]: [string, unknown]): boolean => value !== null || !(name in unlessSet);

const deploymentItem = (deployment: DeploymentRecord): Item<Partial<DeploymentRecord>> => ({
  ...Object.fromEntries(Object.entries(deployment).filter(isKept)),
  ...keys.deployment(deployment.organizationId, deployment.projectId, deployment.id),
  ...indexKeys.deployment(deployment.organizationId, deployment.environmentId, deployment.id),
});

export const newDeploymentWrite = (deployment: DeploymentRecord): Write => ({
  label: 'deployment',
  Put: { Item: deploymentItem(deployment), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Ends a deployment that has not started. Condition: it is still queued or waits. */
export const endPendingWrite = (
  organization: OrganizationId,
  project: ProjectId,
  id: DeploymentId,
  end: {
    readonly status: 'superseded' | 'cancelled';
    readonly reason: string;
    readonly supersededBy: DeploymentId | null;
    readonly now: string;
    /** The person whose change cancels it; null if a newer deployment replaces it. */
    readonly cancelledBy: Pick<Principal, 'id' | 'name'> | null;
  },
): Write => ({
  label: `pending ${id}`,
  Update: {
    Key: keys.deployment(organization, project, id),
    UpdateExpression: `SET #status = :status, statusReason = :reason, supersededBy = :by, completedAt = :now, waitsFor = :none, approvalUntil = :null, #version = #version + :one${
      end.cancelledBy === null ? '' : ', cancelledBy = :cancelledBy, cancelledByName = :cancelledByName'
    }`,
    ConditionExpression: '#status IN (:queued, :waiting)',
    ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
    ExpressionAttributeValues: {
      ':status': end.status,
      ':reason': end.reason,
      ':by': end.supersededBy,
      ':now': end.now,
      ...(end.cancelledBy === null
        ? {}
        : { ':cancelledBy': end.cancelledBy.id, ':cancelledByName': end.cancelledBy.name }),
      ':none': [],
      ':null': null,
      ':one': 1,
      ':queued': 'queued',
      ':waiting': 'waiting',
    },
  },
});

/** Changes fields of a deployment. Condition: its status is still the one that was read. */
export const deploymentChangeWrite = (
  organization: OrganizationId,
  project: ProjectId,
  change: DeploymentChange,
): Write => {
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
