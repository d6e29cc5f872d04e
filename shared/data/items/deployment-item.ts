import type { DeploymentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { type Condition, ifAbsent, ifOneOf } from '#shared/data/table/conditions.ts';
import { type Item, recordFromItem } from '#shared/data/table/item.ts';
import { type IndexKey, indexKeys, type Key, keys } from '#shared/data/table/keys.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { loginIn } from '#shared/domain/actor.ts';
import type { CompletedFields } from '#shared/domain/deployments/complete-deployment.ts';
import type { DeploymentChange } from '#shared/domain/deployments/deployment-slot.ts';
import {
  completions,
  statusesBefore,
  type Transition,
  transitions,
} from '#shared/domain/deployments/deployment-transition.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

/**
 * Fields that the item omits while they have these values. With them, a push would exceed 1 KB, which costs three more
 * write units. Items of earlier versions lack some of them.
 */
const unlessSet = {
  requester: null,
  approvedBy: null,
  approvedByName: null,
  approvedAt: null,
  cancelledBy: null,
  cancelledByName: null,
  cancelReason: null,
  runner: null,
  environmentType: null,
  repositoryPage: null,
  previousCommitSha: null,
  tag: null,
  statusReason: null,
  approvalUntil: null,
  supersededBy: null,
  redeployOf: null,
  startedAt: null,
  completedAt: null,
  durationMs: null,
  errorMessage: null,
  changePlan: null,
  submodules: null,
  statusReport: null,
  promotedFrom: null,
  update: 'changed',
  force: false,
  keepsToBranches: false,
} as const satisfies Partial<DeploymentRecord>;

export const deploymentFromItem = (item: Record<string, unknown>): DeploymentRecord => {
  const record = recordFromItem<Omit<DeploymentRecord, 'triggeredByName'> & Partial<DeploymentRecord>>(item);
  // A provider's login is a name too, and is not stored twice.
  return { ...unlessSet, triggeredByName: loginIn(record.triggeredBy), ...record };
};

const omitted = Object.keys(unlessSet) as readonly (keyof typeof unlessSet)[];

/**
 * The item of a new deployment, without the fields that have their usual value. None is deleted afterwards: V8 turns such
 * an object into a hash table, and copying that takes as long as an HMAC of the body.
 */
const deploymentItem = (deployment: DeploymentRecord): Item<Partial<DeploymentRecord>> => {
  const { organizationId, projectId, environmentId, id, triggeredBy, triggeredByName } = deployment;
  const { pk, sk } = keys.deployment(organizationId, projectId, id);
  const { gsi1pk, gsi1sk } = indexKeys.deployment(organizationId, environmentId, id);
  const always: Omit<DeploymentRecord, keyof typeof unlessSet | 'triggeredByName'> & Key & IndexKey = {
    pk,
    sk,
    gsi1pk,
    gsi1sk,
    organizationId,
    projectId,
    environmentId,
    id,
    triggeredBy,
    environmentName: deployment.environmentName,
    branch: deployment.branch,
    commitSha: deployment.commitSha,
    commitMessage: deployment.commitMessage,
    commitAuthor: deployment.commitAuthor,
    trigger: deployment.trigger,
    deliveryId: deployment.deliveryId,
    status: deployment.status,
    waitsFor: deployment.waitsFor,
    originId: deployment.originId,
    ignoreSeries: deployment.ignoreSeries,
    createdAt: deployment.createdAt,
    version: deployment.version,
  };
  const item: Record<string, unknown> & typeof always = always;
  if (triggeredByName !== loginIn(triggeredBy)) item.triggeredByName = triggeredByName;
  for (const name of omitted) if (deployment[name] !== unlessSet[name]) item[name] = deployment[name];
  return item;
};

export const newDeploymentWrite = (deployment: DeploymentRecord): Write => ({
  label: 'deployment',
  Put: { Item: deploymentItem(deployment), ...ifAbsent },
});

/** The condition of every write that changes a status: the deployment has one that the transition may start from. */
const ifAllowed = (transition: Transition): Condition => ifOneOf('status', statusesBefore(transition));

/** Ends a deployment that has not started. */
export const endPendingWrite = (
  organization: OrganizationId,
  project: ProjectId,
  id: DeploymentId,
  end: {
    readonly transition: 'replace' | 'cancel';
    readonly reason: string;
    readonly supersededBy: DeploymentId | null;
    readonly now: string;
    /** Who cancels it; null if a newer deployment takes its place. */
    readonly cancelledBy: Pick<Principal, 'id' | 'name'> | null;
  },
): Write => {
  const [status] = transitions[end.transition].to;
  const fields = {
    status,
    statusReason: end.reason,
    supersededBy: end.supersededBy,
    completedAt: end.now,
    waitsFor: [],
    approvalUntil: null,
    ...(end.cancelledBy === null ? {} : { cancelledBy: end.cancelledBy.id, cancelledByName: end.cancelledBy.name }),
  };
  return {
    label: `pending ${id}`,
    Update: {
      Key: keys.deployment(organization, project, id),
      ...setFields(fields, ifAllowed(end.transition), { raisesVersion: true }),
    },
  };
};

/** Changes fields of a deployment. */
export const deploymentChangeWrite = (
  organization: OrganizationId,
  project: ProjectId,
  { id, transition, to }: DeploymentChange,
): Write => ({
  label: `pending ${id}`,
  Update: {
    Key: keys.deployment(organization, project, id),
    ...setFields(to, ifAllowed(transition), { raisesVersion: true }),
  },
});

/** Ends a running deployment. */
export const completeWrite = (
  organization: OrganizationId,
  project: ProjectId,
  id: DeploymentId,
  fields: CompletedFields,
): Write => ({
  label: 'deployment',
  Update: {
    Key: keys.deployment(organization, project, id),
    ...setFields(fields, ifAllowed(completions[fields.status]), { raisesVersion: true }),
  },
});
