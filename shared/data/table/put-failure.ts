import { unmarshall } from '@aws-sdk/util-dynamodb';

/**
 * The item that stood in the way of a condition, as DynamoDB sends it along with the refusal.
 * @param raw the exception's `Item`, in DynamoDB's own form; the document client leaves it so
 */
export const itemInTheWay = (raw: unknown): Record<string, unknown> | null =>
  raw === null || raw === undefined ? null : unmarshall(raw as Parameters<typeof unmarshall>[0]);
