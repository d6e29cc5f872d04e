import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { packSeen } from '#shared/data/items/environment-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

const minuteMs = 60_000;

/**
 * Notes that a runner asked for work, at most once a minute. The version stays, so that no ETag changes and no other
 * write is refused because of it.
 * Source: docs/design/deployments.md, "The runner of an environment".
 * @param now RFC 3339
 */
export const noteRunner = async (environment: EnvironmentRecord, name: string, now: string): Promise<void> => {
  const { runnerSeen } = environment;
  const isKnown = runnerSeen?.name === name && Date.parse(now) - Date.parse(runnerSeen.at) < minuteMs;
  if (isKnown) return;
  const { client, name: tableName } = table();
  try {
    await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: keys.environment(environment.organizationId, environment.projectId, environment.id),
        UpdateExpression: 'SET seen = :seen',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':seen': packSeen({ name, at: now }) },
      }),
    );
  } catch (error) {
    // The environment was deleted meanwhile.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
