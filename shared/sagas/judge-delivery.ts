import type { Decision } from '../contract/decision.ts';
import { newId } from '../contract/new-id.ts';
import type { ProjectConfiguration } from '../data/read-project.ts';
import { type Acceptance, acceptChanges } from '../domain/accept-changes.ts';
import { decide, refuseAll } from '../domain/decide.ts';
import { firstLine } from '../domain/delivery-limits.ts';
import { type GitEvent, nothing } from '../domain/git-event.ts';
import { newDeployment } from '../domain/new-deployment.ts';
import type { DeliveryRecord, DeploymentRecord, EnvironmentRecord, RepositoryRecord } from '../domain/records.ts';
import { parseRef } from '../domain/ref.ts';
import type { ParsedDelivery } from '../providers/webhook-provider.ts';

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
  { project }: ProjectConfiguration,
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

const deploymentOf =
  (delivery: Pick<DeliveryRecord, 'id' | 'provider' | 'receivedAt'>) =>
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
      trigger: event.kind === 'merge' ? 'merge' : event.kind === 'tag' ? 'tag' : 'push',
      triggeredBy: event.actor === null ? delivery.provider : `${delivery.provider}:${event.actor}`,
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

/** What the changes of a delivery come to, and the change that it is told by: the first that deploys. */
export type Judgement = Acceptance & { readonly event: GitEvent; readonly decision: Decision };

const isDeploying = (decision: Decision): boolean => decision.outcome === 'deploy' || decision.outcome === 'hold';

/**
 * Judges some of a delivery's changes on the configuration that was read.
 * @param parsed null where the body is not what the provider documents
 */
export const judgeDelivery = (
  found: ProjectConfiguration,
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
  changes: readonly GitEvent[],
  delivery: Pick<DeliveryRecord, 'id' | 'provider' | 'receivedAt'>,
): Judgement => {
  const refusal = refusalOf(found, repository, parsed);
  const make = deploymentOf(delivery);
  const acceptance = acceptChanges(found, refusal === null ? changes : [], make, delivery.receivedAt);
  const told = Math.max(0, acceptance.decisions.findIndex(isDeploying));
  return {
    ...acceptance,
    event: changes[told] ?? unreadable,
    decision: refusal ?? acceptance.decisions[told] ?? decide(found, unreadable),
  };
};
