import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { environmentFromItem } from '#shared/data/items/environment-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/** Reads one environment, consistently. Waiting runners poll this. */
export const readEnvironment = async (
  organization: OrganizationId,
  project: ProjectId,
  id: EnvironmentId,
): Promise<EnvironmentRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.environment(organization, project, id), ConsistentRead: true }),
  );
  return Item === undefined ? null : environmentFromItem(Item);
};
