import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import { loginIn } from '#shared/domain/actor.ts';
import type { RepositoryPage } from '#shared/domain/commit-links.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/**
 * A pending deployment without field names and without what its environment holds already. Stored as a map it would
 * bring the environment over 1 KB, and each further KB costs every push two write units.
 * Source: docs/design/promises.md, "Capacity units".
 */
type Packed = readonly [
  DeploymentRecord['id'],
  DeploymentRecord['environmentName'] | null,
  DeploymentRecord['branch'],
  DeploymentRecord['tag'],
  DeploymentRecord['commitSha'],
  DeploymentRecord['commitMessage'],
  DeploymentRecord['commitAuthor'],
  DeploymentRecord['trigger'],
  DeploymentRecord['triggeredBy'],
  DeploymentRecord['deliveryId'],
  DeploymentRecord['status'],
  DeploymentRecord['statusReason'],
  DeploymentRecord['redeployOf'],
  DeploymentRecord['originId'] | null,
  DeploymentRecord['createdAt'],
  DeploymentRecord['ignoreSeries'],
  DeploymentRecord['waitsFor'],
  DeploymentRecord['approvalUntil'],
  DeploymentRecord['version'],
  // One that was packed before these were kept ends here.
  DeploymentRecord['requester']?,
  (
    | readonly [DeploymentRecord['approvedBy'], DeploymentRecord['approvedByName'], DeploymentRecord['approvedAt']]
    | null
  )?,
  // Null for 'changed'.
  (Exclude<DeploymentRecord['update'], 'changed'> | null)?,
  DeploymentRecord['promotedFrom']?,
  // 1 for true.
  (readonly [keepsToBranches: 0 | 1, force: 0 | 1] | null)?,
  // Null: as `loginIn` tells it.
  DeploymentRecord['triggeredByName']?,
  (readonly [RepositoryPage['provider'], RepositoryPage['url']] | null)?,
  /** 0: the present commit of the environment. */
  (DeploymentRecord['previousCommitSha'] | 0)?,
];

type Slot = Pick<EnvironmentRecord, 'organizationId' | 'projectId' | 'id' | 'name' | 'type' | 'current'>;

export const packPending = (environment: Slot, pending: DeploymentRecord): string => {
  const packed: Packed = [
    pending.id,
    pending.environmentName === environment.name ? null : pending.environmentName,
    pending.branch,
    pending.tag,
    pending.commitSha,
    pending.commitMessage,
    pending.commitAuthor,
    pending.trigger,
    pending.triggeredBy,
    pending.deliveryId,
    pending.status,
    pending.statusReason,
    pending.redeployOf,
    pending.originId === pending.id ? null : pending.originId,
    pending.createdAt,
    pending.ignoreSeries,
    pending.waitsFor,
    pending.approvalUntil,
    pending.version,
    pending.requester,
    pending.approvedAt === null ? null : [pending.approvedBy, pending.approvedByName, pending.approvedAt],
    pending.update === 'changed' ? null : pending.update,
    pending.promotedFrom,
    pending.keepsToBranches || pending.force ? [pending.keepsToBranches ? 1 : 0, pending.force ? 1 : 0] : null,
    pending.triggeredByName === loginIn(pending.triggeredBy) ? null : pending.triggeredByName,
    pending.repositoryPage === null ? null : [pending.repositoryPage.provider, pending.repositoryPage.url],
    pending.previousCommitSha === (environment.current?.commitSha ?? null) ? 0 : pending.previousCommitSha,
  ];
  return JSON.stringify(packed);
};

/**
 * Unpacks a pending deployment. `statusReport` is stored only in the deployment's own item and is null here. What an
 * earlier version stored without a limit is cut, so that the environment can be written again.
 */
export const unpackPending = (environment: Slot, text: string): DeploymentRecord => {
  const [
    id,
    environmentName,
    branch,
    tag,
    commitSha,
    commitMessage,
    commitAuthor,
    trigger,
    triggeredBy,
    deliveryId,
    status,
    statusReason,
    redeployOf,
    originId,
    createdAt,
    ignoreSeries,
    waitsFor,
    approvalUntil,
    version,
    requester,
    approval,
    update,
    promotedFrom,
    branches,
    triggeredByName,
    page,
    previous,
  ] = JSON.parse(text) as Packed;
  return {
    organizationId: environment.organizationId,
    id,
    projectId: environment.projectId,
    environmentId: environment.id,
    environmentName: environmentName ?? environment.name,
    environmentType: environment.type,
    repositoryPage: page === undefined || page === null ? null : { provider: page[0], url: page[1] },
    previousCommitSha: previous === 0 || previous === undefined ? (environment.current?.commitSha ?? null) : previous,
    branch,
    tag,
    commitSha,
    commitMessage: cutOrNull(commitMessage, textLimits.firstLine),
    commitAuthor: cutOrNull(commitAuthor, textLimits.author),
    trigger,
    triggeredBy: cutText(triggeredBy, textLimits.triggeredBy),
    triggeredByName: triggeredByName ?? loginIn(triggeredBy),
    deliveryId,
    status,
    statusReason,
    waitsFor,
    approvalUntil,
    supersededBy: null,
    redeployOf,
    promotedFrom: promotedFrom ?? null,
    originId: originId ?? id,
    requester: requester ?? null,
    approvedBy: approval?.[0] ?? null,
    approvedByName: approval?.[1] ?? null,
    approvedAt: approval?.[2] ?? null,
    cancelledBy: null,
    cancelledByName: null,
    cancelReason: null,
    runner: null,
    createdAt,
    startedAt: null,
    completedAt: null,
    durationMs: null,
    errorMessage: null,
    ignoreSeries,
    update: update ?? 'changed',
    force: branches?.[1] === 1,
    keepsToBranches: branches?.[0] === 1,
    changePlan: null,
    submodules: null,
    statusReport: null,
    version,
  };
};
