import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId } from '#shared/contract/id.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { Write } from '#shared/data/table/transact.ts';
import { followUpAt } from '#shared/domain/repository/leftovers.ts';

/**
 * Schedules the removal of all grants of a removed member, a revoked key, or a key that will expire, which the tick carries
 * out. It is due only after the longest request has ended, because a change of access that was decided earlier may still
 * write a list entry.
 * Source: docs/design/single-table.md, "Departures".
 * @param goneAt from when on the principal is nobody, RFC 3339
 */
export const departureWrite = (organizationId: OrganizationId, principalId: string, goneAt: string): Write => ({
  label: 'departure',
  Put: {
    Item: {
      ...keys.departure(organizationId, principalId),
      ...indexKeys.due(followUpAt(goneAt), principalId),
      organizationId,
      principalId,
    },
  },
});

/** Deletes a departure, once no project names the principal any more. */
export const endDeparture = async (organization: OrganizationId, principalId: string): Promise<void> => {
  const { client, name } = table();
  await client.send(new DeleteCommand({ TableName: name, Key: keys.departure(organization, principalId) }));
};
