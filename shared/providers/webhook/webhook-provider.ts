import type { KeyObject } from 'node:crypto';
import type { EventRepository, GitEvent } from '#shared/domain/records/git-event.ts';
import type { Proof } from '#shared/domain/records/proof.ts';

/**
 * A body as API Gateway hands it on: its text, or bytes where it came in base64. A signature is over the bytes of the text
 * as it was sent, which node:crypto takes from the text itself: nothing is copied.
 */
export type DeliveryBody = string | Buffer;

/** The headers of a delivery: names in lower case, one value each. */
export type DeliveryHeaders = Readonly<Record<string, string | undefined>>;

/** What a provider's body comes to: which repository it is about, and its changes. */
export type ParsedDelivery = {
  readonly repository: EventRepository | null;
  readonly changes: readonly GitEvent[];
};

/** What a delivery has to be proved by: the hook id says how, never the request. */
export type Demand = {
  readonly proof: Proof;
  readonly key: KeyObject;
  /** Milliseconds since the epoch: a signed time stamp must be near it. */
  readonly nowMs: number;
};

/** One provider's side of the receiver: the proof over the raw bytes, and the parser that runs only after it. */
export interface WebhookProvider {
  readonly contentTypes: readonly string[];
  verify(headers: DeliveryHeaders, body: DeliveryBody, demand: Demand): boolean;
  deliveryId(headers: DeliveryHeaders): string | null;
  /**
   * What makes a repetition of a delivery known again, where the provider's own id can be relied on for it; null: the
   * bytes of the body.
   * Source: docs/design/deciding-a-push.md, "Replay key".
   */
  replayId(headers: DeliveryHeaders): string | null;
  /** What the provider calls the event; unsigned, so it is only for the record and for choosing a shape. */
  eventName(headers: DeliveryHeaders): string;
  /** The JSON text of the body (a form's payload is taken out of it); null where the body cannot hold one. */
  json(headers: DeliveryHeaders, body: DeliveryBody): string | null;
  /** @returns null where the payload has not the shape that the provider documents */
  parse(headers: DeliveryHeaders, payload: unknown): ParsedDelivery | null;
}
