import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { environmentOf } from '#shared/data/items/environment-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';

/** Which lease of which environment. */
export type LeaseKey = {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly environmentId: EnvironmentId;
  readonly leaseId: string;
};

/**
 * Renews a lease, in one call; the environment's version stays, so that no ETag changes by a heartbeat.
 * @param expiresAt RFC 3339
 * @returns whether somebody has asked to cancel; null where the lease is no longer the environment's
 */
export const renewLease = async (lease: LeaseKey, expiresAt: string): Promise<{ readonly cancel: boolean } | null> => {
  const { client, name } = table();
  // An approval is always due later than a lease of 60 s; where it is not, the sweep finds it a minute later.
  const due = indexKeys.due(expiresAt, lease.environmentId);
  try {
    const { Attributes = {} } = await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.environment(lease.organizationId, lease.projectId, lease.environmentId),
        UpdateExpression: 'SET #lease.#expiresAt = :expiresAt, gsi1pk = :duePk, gsi1sk = :dueSk',
        ConditionExpression: '#lease.#id = :lease',
        ExpressionAttributeNames: { '#lease': 'lease', '#expiresAt': 'expiresAt', '#id': 'id' },
        ExpressionAttributeValues: {
          ':lease': lease.leaseId,
          ':expiresAt': expiresAt,
          ':duePk': due.gsi1pk,
          ':dueSk': due.gsi1sk,
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return { cancel: environmentOf(Attributes).lease?.cancelledBy !== null };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
};
