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

/**
 * What is stored about a request. Its answer is not stored: it is built again from the resource. `status` 0: in
 * progress.
 */
export type IdempotencyRecord = {
  readonly fingerprint: string;
  readonly status: number;
  readonly resourceId: string | null;
  readonly startedAt: string;
};

const day = 86_400;
/** A Lambda runs for at most 30 s. An older claim in progress belongs to a process that died. */
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

/** The record of a request that takes one transaction: it is written together with the effect. */
export const idempotencyWrite = (
  organization: OrganizationId,
  claim: IdempotencyClaim,
  result: { readonly status: number; readonly resourceId: string },
  now: string,
): Write => ({
  label: 'idempotency',
  Put: {
    Item: itemOf(organization, claim, result, now),
    // TTL deletes days late, so an expired record counts as none.
    ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':now': seconds(now) },
  },
});

/** Reads the record of an earlier request with the same key, consistently. */
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
 * Claims a key before a workflow begins.
 * @returns false if another request holds the key or has ended with it
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

/** Records the end of a claimed workflow. */
export const completeIdempotency = async (
  organization: OrganizationId,
  claim: IdempotencyClaim,
  result: { readonly status: number; readonly resourceId: string },
  now: string,
): Promise<void> => {
  const { client, name } = table();
  await client.send(new PutCommand({ TableName: name, Item: itemOf(organization, claim, result, now) }));
};

/** Releases a key after a failed workflow, so that a retry can run it. */
export const releaseIdempotency = async (organization: OrganizationId, claim: IdempotencyClaim): Promise<void> => {
  const { client, name } = table();
  await client.send(new DeleteCommand({ TableName: name, Key: keyOf(organization, claim) }));
};
