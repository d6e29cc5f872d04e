import type { Decision } from '#shared/contract/decision.ts';
import type { DeploymentTrigger } from '#shared/contract/deployment.ts';
import { newId } from '#shared/contract/new-id.ts';
import type { DeliveryEffects } from '#shared/data/deliveries/store-delivery.ts';
import type { OrderedConfiguration } from '#shared/data/projects/read-project.ts';
import type { Requester } from '#shared/domain/access/requester.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { acceptChanges } from '#shared/domain/deliveries/accept-changes.ts';
import { decide, refuseAll } from '#shared/domain/deliveries/decide.ts';
import { firstLine } from '#shared/domain/deliveries/delivery-limits.ts';
import { deploys } from '#shared/domain/deliveries/deploys.ts';
import { newDeployment } from '#shared/domain/deployments/new-deployment.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { EventSource } from '#shared/domain/records/git-event.ts';
import { type GitEvent, nothing } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { parseRef } from '#shared/domain/ref.ts';
import type { ParsedDelivery } from '#shared/providers/webhook/webhook-provider.ts';

/** Stands for a change where there is none: a ping, an event that is not used, a body that cannot be read. */
export const unreadable: GitEvent = { ...nothing, kind: 'other' };

const isForeign = (repository: RepositoryRecord, parsed: ParsedDelivery): boolean => {
  if (parsed.repository === null) return false;
  return repository.providerRepositoryId === null
    ? parsed.repository.fullName.toLowerCase() !== repository.fullName.toLowerCase()
    : parsed.repository.id !== repository.providerRepositoryId;
};

/** Why nothing of a delivery is decided; null where its changes are. */
const refusalOf = (
  { project }: OrderedConfiguration,
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
): Decision | null => {
  if (parsed === null) {
    const reason = 'The signature is right, but the body is not the JSON that the provider documents for this event.';
    return refuseAll(project, 'event_not_used', reason);
  }
  if (!isForeign(repository, parsed)) return null;
  const reason = `The delivery is about ${parsed.repository?.fullName}, but ${repository.fullName} is connected. Remove this webhook there.`;
  return refuseAll(project, 'repository_differs', reason);
};

/** What a delivery is judged as. */
export type DeliveryHead = Pick<DeliveryRecord, 'id' | 'provider' | 'receivedAt' | 'source'>;

const triggerOf = (event: GitEvent, source: EventSource): DeploymentTrigger => {
  if (source === 'reconcile') return 'reconcile';
  return event.kind === 'merge' ? 'merge' : event.kind === 'tag' ? 'tag' : 'push';
};

const triggeredBy = ({ source, provider }: DeliveryHead, { actor }: GitEvent): string => {
  if (source === 'reconcile') return 'reconcile';
  return actor === null ? provider : `${provider}:${actor}`;
};

const deploymentOf =
  (delivery: DeliveryHead, requester: Requester | null) =>
  (environment: EnvironmentRecord, event: GitEvent): DeploymentRecord | null => {
    const ref = event.ref === null ? null : parseRef(event.ref);
    if (ref === null) return null;
    return newDeployment({
      id: newId('deployment', delivery.receivedAt),
      environment,
      branch: ref.type === 'branch' ? ref.name : null,
      tag: ref.type === 'tag' ? ref.name : null,
      commitSha: event.after,
      commitMessage: event.message === null ? null : firstLine(event.message),
      commitAuthor: event.author,
      trigger: triggerOf(event, delivery.source),
      triggeredBy: triggeredBy(delivery, event),
      requester,
      deliveryId: delivery.id,
      ignoreSeries: false,
      now: delivery.receivedAt,
    });
  };

/** The repository with what only this delivery tells: the provider's stable id, that the generation delivers; or null. */
export const learnt = (
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
  generation: number,
): RepositoryRecord | null => {
  const told = parsed === null || isForeign(repository, parsed) ? null : parsed.repository;
  const providerRepositoryId = repository.providerRepositoryId ?? told?.id ?? null;
  const deliveredGeneration = Math.max(repository.deliveredGeneration, generation);
  const isNews =
    providerRepositoryId !== repository.providerRepositoryId || deliveredGeneration !== repository.deliveredGeneration;
  return isNews ? { ...repository, providerRepositoryId, deliveredGeneration } : null;
};

const isSameHead = (one: BranchHead, other: BranchHead | undefined): boolean =>
  one.edges === other?.edges &&
  one.queued === other.queued &&
  one.untouched === other.untouched &&
  one.unconfirmed === other.unconfirmed;

/** A branch in its next version. @param now RFC 3339 */
export const nextHead = (
  found: OrderedConfiguration,
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

/** What the changes of a delivery come to, and the change that it is told by: the first that deploys. */
export type Judgement = {
  readonly event: GitEvent;
  readonly decision: Decision;
  readonly effects: Omit<DeliveryEffects, 'learnt' | 'mutation'>;
};

/**
 * Judges some of a delivery's changes on the configuration that was read.
 * @param parsed null where the body is not what the provider documents
 * @param requester who asked for a redelivery; null for what comes by itself
 */
export const judgeDelivery = (
  found: OrderedConfiguration,
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
  changes: readonly GitEvent[],
  delivery: DeliveryHead,
  requester: Requester | null,
): Judgement => {
  const refusal = refusalOf(found, repository, parsed);
  const { receivedAt: now, source } = delivery;
  const { decisions, heads, reconcile, ...accepted } = acceptChanges(
    found,
    refusal === null ? changes : [],
    deploymentOf(delivery, requester),
    now,
    source,
  );
  const told = Math.max(
    0,
    decisions.findIndex(({ outcome }) => deploys(outcome)),
  );
  return {
    event: changes[told] ?? unreadable,
    decision: refusal ?? decisions[told] ?? decide(found, unreadable),
    effects: {
      ...accepted,
      heads: [...heads]
        .filter(([ref, head]) => !isSameHead(head, found.heads.get(ref)))
        .map(([ref, head]) => nextHead(found, repository, ref, head, now)),
      unsure: reconcile ? repository : null,
    },
  };
};
