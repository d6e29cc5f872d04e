import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId } from '#shared/contract/id.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { Write } from '#shared/data/table/transact.ts';

/** A request under an Idempotency-Key: scope (principal, method, path, key) and a fingerprint of its body. */
export type IdempotencyClaim = {
  readonly principalId: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  /** SHA-256 of the parsed body, hexadecimal. */
  readonly fingerprint: string;
};

/** What is kept of a request: never its answer, which is built again from the resource. `status` 0: in progress. */
export type IdempotencyRecord = {
  readonly fingerprint: string;
  readonly status: number;
  readonly resourceId: string | null;
  readonly startedAt: string;
};

const day = 86_400;
/** A Lambda lives 30 s at the most: a claim in progress that is older was left by one that died. */
const abandonedAfterMs = 60_000;

const keyOf = (organization: OrganizationId, claim: IdempotencyClaim) =>
  keys.idempotency(organization, claim.principalId, claim.method, claim.path, claim.key);

const itemOf = (
  organization: OrganizationId,
  claim: IdempotencyClaim,
  result: { status: number; resourceId: string | null },
  now: string,
) => ({
  ...keyOf(organization, claim),
  fingerprint: claim.fingerprint,
  status: result.status,
  resourceId: result.resourceId,
  startedAt: now,
  ttl: Math.floor(Date.parse(now) / 1000) + day,
});

const seconds = (now: string): number => Math.floor(Date.parse(now) / 1000);

/** The record of a request that is one transaction: it is written with its effect, or not at all. */
export const idempotencyWrite = (
  organization: OrganizationId,
  claim: IdempotencyClaim,
  result: { readonly status: number; readonly resourceId: string },
  now: string,
): Write => ({
  label: 'idempotency',
  Put: {
    Item: itemOf(organization, claim, result, now),
    // TTL deletes days late: an expired record counts as none.
    ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':now': seconds(now) },
  },
});

/** Reads what an earlier request under the same key left. Consistent. */
export const readIdempotency = async (
  organization: OrganizationId,
  claim: IdempotencyClaim,
  now: string,
): Promise<IdempotencyRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keyOf(organization, claim), ConsistentRead: true }),
  );
  if (Item === undefined || Item.ttl <= seconds(now)) return null;
  return { fingerprint: Item.fingerprint, status: Item.status, resourceId: Item.resourceId, startedAt: Item.startedAt };
};

/**
 * Claims a key before a saga begins.
 * @returns false where another request holds the key or has ended under it
 */
export const claimIdempotency = async (
  organization: OrganizationId,
  claim: IdempotencyClaim,
  now: string,
): Promise<boolean> => {
  const { client, name } = table();
  try {
    await client.send(
      new PutCommand({
        TableName: name,
        Item: itemOf(organization, claim, { status: 0, resourceId: null }, now),
        ConditionExpression:
          'attribute_not_exists(pk) OR #ttl <= :now OR (#status = :running AND startedAt < :abandoned AND fingerprint = :fingerprint)',
        ExpressionAttributeNames: { '#ttl': 'ttl', '#status': 'status' },
        ExpressionAttributeValues: {
          ':now': seconds(now),
          ':running': 0,
          ':abandoned': new Date(Date.parse(now) - abandonedAfterMs).toISOString(),
          ':fingerprint': claim.fingerprint,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** Records the end of a saga that was claimed. */
export const completeIdempotency = async (
  organization: OrganizationId,
  claim: IdempotencyClaim,
  result: { readonly status: number; readonly resourceId: string },
  now: string,
): Promise<void> => {
  const { client, name } = table();
  await client.send(new PutCommand({ TableName: name, Item: itemOf(organization, claim, result, now) }));
};

/** Gives a key free again: the saga failed, and a retry shall run it. */
export const releaseIdempotency = async (organization: OrganizationId, claim: IdempotencyClaim): Promise<void> => {
  const { client, name } = table();
  await client.send(new DeleteCommand({ TableName: name, Key: keyOf(organization, claim) }));
};
