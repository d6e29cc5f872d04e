import type { Decision } from '#shared/contract/decision.ts';
import type { DeliveryId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Provider } from '#shared/contract/repository.ts';
import type { WebhookAnswer } from '#shared/contract/webhook.ts';
import type { EventRepository, EventSource, GitEvent } from './git-event.ts';

export type DeliveryRecord = {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly id: DeliveryId;
  readonly provider: Provider;
  readonly providerDeliveryId: string | null;
  readonly event: string;
  readonly ref: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly receivedAt: string;
  readonly durationMs: number;
  readonly generation: number;
  readonly redeliveryOf: DeliveryId | null;
  readonly source: EventSource;
  /** The parsed content, so that the delivery can be run again; null if the body could not be read. */
  readonly payload: { readonly repository: EventRepository | null; readonly changes: readonly GitEvent[] } | null;
  readonly decision: Decision;
  /** The first answer. A replay repeats it. */
  readonly answer: Omit<WebhookAnswer, 'replayed'>;
};
