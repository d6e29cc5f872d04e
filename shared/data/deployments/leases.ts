import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { environmentFromItem } from '#shared/data/items/environment-item.ts';
import { ifEqual } from '#shared/data/table/conditions.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import { table } from '#shared/data/table/table.ts';

/** Identifies a lease of an environment. */
export type LeaseKey = {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly environmentId: EnvironmentId;
  readonly leaseId: string;
};

/** A renewed lease. `cancel`: somebody asked to cancel the deployment. */
export type Renewal = { readonly cancel: boolean };

/**
 * Renews a lease, in one call. The environment's version stays, so that a heartbeat changes no ETag.
 * @param expiresAt RFC 3339
 * @returns whether a cancel was requested; null if the environment has another lease or none
 */
export const renewLease = async (lease: LeaseKey, expiresAt: string): Promise<Renewal | null> => {
  const { client, name } = table();
  // An approval deadline is normally later than a lease of 60 s. If it is not, the tick handles it a minute later.
  const fields = { 'lease.expiresAt': expiresAt, ...indexKeys.due(expiresAt, lease.environmentId) };
  try {
    const { Attributes = {} } = await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.environment(lease.organizationId, lease.projectId, lease.environmentId),
        ...setFields(fields, ifEqual('lease.id', lease.leaseId), { raisesVersion: false }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return { cancel: environmentFromItem(Attributes).lease?.cancelledBy !== null };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
};
