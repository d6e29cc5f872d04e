import { unmarshall } from '@aws-sdk/util-dynamodb';

/**
 * The item that made a condition fail, as DynamoDB returns it with the refusal.
 * @param raw the exception's `Item` in DynamoDB's own format; the document client does not convert it
 */
export const conflictingItem = (raw: unknown): Record<string, unknown> | null =>
  raw === null || raw === undefined ? null : unmarshall(raw as Parameters<typeof unmarshall>[0]);
