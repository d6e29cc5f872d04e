import type { KeyObject } from 'node:crypto';
import type { EventRepository, GitEvent } from '#shared/domain/records/git-event.ts';
import type { Proof } from '#shared/domain/records/proof.ts';

/**
 * A body as API Gateway passes it on: text, or bytes if it came in base64. A signature covers the bytes of the text;
 * node:crypto reads them from the text without a copy.
 */
export type DeliveryBody = string | Buffer;

/** The headers of a delivery: names in lower case, one value each. */
export type DeliveryHeaders = Readonly<Record<string, string | undefined>>;

/** A parsed body: its repository and its changes. */
export type ParsedDelivery = {
  readonly repository: EventRepository | null;
  readonly changes: readonly GitEvent[];
};

/** How a delivery must be proved. The hook id defines it, never the request. */
export type Verification = {
  readonly proof: Proof;
  readonly key: KeyObject;
  /** Milliseconds since the epoch. A signed time stamp must be close to it. */
  readonly nowMs: number;
};

/** A provider's part of the receiver: the proof over the raw bytes, and the parser, which runs only after the proof. */
export interface WebhookProvider {
  readonly contentTypes: readonly string[];
  verify(headers: DeliveryHeaders, body: DeliveryBody, demand: Verification): boolean;
  deliveryId(headers: DeliveryHeaders): string | null;
  /**
   * The id by which a repeated delivery is recognised, if the provider's own id is reliable; null to use the bytes of
   * the body.
   * Source: docs/design/deciding-a-push.md, "Replay key".
   */
  replayId(headers: DeliveryHeaders): string | null;
  /**
   * The provider's name of the event. It is not signed, so it is used only for the record and for choosing a schema.
   */
  eventName(headers: DeliveryHeaders): string;
  /** The JSON text of the body, extracted from a form if necessary; null if the body holds none. */
  json(headers: DeliveryHeaders, body: DeliveryBody): string | null;
  /** @returns null if the payload is not what the provider documents */
  parse(headers: DeliveryHeaders, payload: unknown): ParsedDelivery | null;
}
