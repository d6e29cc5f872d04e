import type { Decision } from '#shared/contract/decision.ts';
import type { DeploymentTrigger } from '#shared/contract/deployment.ts';
import type { DeliveryId, DeploymentId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import type { DeliveryEffects } from '#shared/data/deliveries/store-delivery.ts';
import type { ConfigurationWithHeads } from '#shared/data/projects/read-project.ts';
import { loginIn } from '#shared/domain/actor.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { repositoryPage } from '#shared/domain/commit-links.ts';
import type { StateWithHeads } from '#shared/domain/deliveries/applied-changes.ts';
import { causesDeployment } from '#shared/domain/deliveries/causes-deployment.ts';
import { decideChanges } from '#shared/domain/deliveries/decide-changes.ts';
import { firstLine } from '#shared/domain/deliveries/delivery-limits.ts';
import { evaluateMappings, refuseAll } from '#shared/domain/deliveries/evaluate-mappings.ts';
import { newDeployment } from '#shared/domain/deployments/new-deployment.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { Requester } from '#shared/domain/records/requester.ts';
import { parseRef } from '#shared/domain/ref.ts';
import { replacedReason } from '#shared/domain/repository/connection-state.ts';
import { afterReport, reportedIs } from '#shared/domain/repository/reported-repository.ts';
import type { ParsedDelivery } from '#shared/providers/webhook/webhook-provider.ts';

/** The change of a delivery that has none: an unused event, or a body that cannot be read. */
const noChange: GitEvent = { ...emptyEvent, kind: 'other' };

/** The decision that rejects a whole delivery; null if its changes can be decided. */
const rejectionOf = (
  { project }: ConfigurationWithHeads,
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
): Decision | null => {
  if (parsed === null) {
    const reason = 'The signature is right, but the body is not the JSON that the provider documents for this event.';
    return refuseAll(project, 'event_not_used', reason);
  }
  const { repository: report } = parsed;
  const is = report === null ? 'connected' : reportedIs(repository, report);
  if (report === null || is === 'connected') return null;
  const reason =
    is === 'replaced'
      ? replacedReason(repository, report.id)
      : `The delivery is about ${report.fullName}, but ${repository.fullName} is connected. Remove this webhook there. If ${repository.fullName} was renamed to it before its first delivery, disconnect the repository and connect it again.`;
  return refuseAll(project, 'repository_differs', reason);
};

/** The fields of a delivery that its decision needs. */
export type DeliveryOrigin = Pick<DeliveryRecord, 'id' | 'provider' | 'event' | 'receivedAt' | 'source'>;

/** Whether only the comparison with the remote has found it. */
const isFound = ({ source, event }: Pick<DeliveryOrigin, 'source' | 'event'>): boolean =>
  source === 'reconcile' || (source === 'comparison' && event === 'reconcile');

const triggerOf = (event: GitEvent, delivery: DeliveryOrigin): DeploymentTrigger => {
  if (isFound(delivery)) return 'reconcile';
  return event.kind === 'merge' ? 'merge' : event.kind === 'tag' ? 'tag' : 'push';
};

const triggeredBy = (delivery: DeliveryOrigin, { actor }: GitEvent): string => {
  if (isFound(delivery)) return 'reconcile';
  return actor === null ? delivery.provider : `${delivery.provider}:${actor}`;
};

const makeDeploymentFor =
  (repository: RepositoryRecord, delivery: DeliveryOrigin, requester: Requester | null) =>
  (environment: EnvironmentRecord, event: GitEvent, copied: DeploymentRecord | null): DeploymentRecord | null => {
    const ref = event.ref === null ? null : parseRef(event.ref);
    if (ref === null) return null;
    // The delivery that shows an earlier merge to be the newest may be another person's push.
    const by = delivery.source === 'delivery' && copied !== null ? copied.triggeredBy : triggeredBy(delivery, event);
    return newDeployment({
      id: newId('deployment', delivery.receivedAt),
      environment,
      repositoryPage: repositoryPage(repository),
      branch: ref.type === 'branch' ? ref.name : null,
      tag: ref.type === 'tag' ? ref.name : null,
      commitSha: copied?.commitSha ?? event.after,
      commitMessage: copied?.commitMessage ?? (event.message === null ? null : firstLine(event.message)),
      commitAuthor: copied?.commitAuthor ?? event.author,
      trigger: triggerOf(event, delivery),
      triggeredBy: by,
      triggeredByName: loginIn(by),
      requester,
      deliveryId: delivery.id,
      ignoreSeries: false,
      now: delivery.receivedAt,
    });
  };

/**
 * The repository with what this delivery shows for the first time: what the provider reports about it, or that its
 * generation delivers. Null for nothing new.
 */
export const repositoryUpdateOf = (
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
  generation: number,
): RepositoryRecord | null => {
  const report = parsed?.repository ?? null;
  const after = report === null ? repository : afterReport(repository, report);
  if (generation > repository.deliveredGeneration) return { ...after, deliveredGeneration: generation };
  return after === repository ? null : after;
};

const isSameHead = (one: BranchHead, other: BranchHead | undefined): boolean =>
  one.edges === other?.edges &&
  one.merges === other.merges &&
  one.queued === other.queued &&
  one.untouched === other.untouched &&
  one.unconfirmed === other.unconfirmed &&
  one.comparing === other.comparing;

/** The branch head with the delivery whose files are to be compared. */
const comparedBy = (head: BranchHead, deliveryId: DeliveryId): BranchHead => ({
  ...head,
  comparing: head.comparing === null ? null : { ...head.comparing, deliveryId },
});

/** The next version of a branch head. @param now RFC 3339 */
export const nextHead = (
  found: ConfigurationWithHeads,
  repository: RepositoryRecord,
  ref: string,
  head: BranchHead,
  now: string,
): BranchHeadRecord => ({
  ...head,
  organizationId: repository.organizationId,
  projectId: repository.projectId,
  connectionId: repository.connectionId,
  ref,
  seenAt: now,
  version: (found.heads.get(ref)?.version ?? 0) + 1,
});

/**
 * The decision and the effects of a delivery. `event` is the change that the delivery is shown by: the first one that
 * deploys.
 */
export type DecidedDelivery = {
  readonly event: GitEvent;
  readonly decision: Decision;
  readonly effects: Omit<DeliveryEffects, 'repositoryUpdate' | 'mutation'>;
  /** Earlier deployments whose records were needed but not passed: read them and decide again. */
  readonly missing: readonly DeploymentId[];
};

/**
 * Decides a part of a delivery's changes from the configuration that was read.
 * @param parsed null if the body is not what the provider documents
 * @param requester the person who requested a redelivery; null otherwise
 */
export const decideDelivery = (
  found: ConfigurationWithHeads & Pick<StateWithHeads, 'records' | 'compared'>,
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
  changes: readonly GitEvent[],
  delivery: DeliveryOrigin,
  requester: Requester | null,
): DecidedDelivery => {
  const refusal = rejectionOf(found, repository, parsed);
  const { receivedAt: now, source } = delivery;
  const { decisions, deployments, environments, superseded, heads, reconcile, comparing, missing } = decideChanges(
    found,
    refusal === null ? changes : [],
    makeDeploymentFor(repository, delivery, requester),
    now,
    source,
  );
  const shown = Math.max(
    0,
    decisions.findIndex(({ outcome }) => causesDeployment(outcome)),
  );
  return {
    event: changes[shown] ?? noChange,
    missing,
    decision: refusal ?? decisions[shown] ?? evaluateMappings(found, noChange),
    effects: {
      deployments,
      environments,
      superseded,
      heads: [...heads]
        .map(([ref, head]) => [ref, comparing.has(ref) ? comparedBy(head, delivery.id) : head] as const)
        .filter(([ref, head]) => !isSameHead(head, found.heads.get(ref)))
        .map(([ref, head]) => nextHead(found, repository, ref, head, now)),
      // The tick also compares what waits for it.
      repositoryToReconcile: reconcile || comparing.size > 0 ? repository : null,
    },
  };
};
