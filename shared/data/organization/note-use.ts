import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from '#shared/data/table/keys.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import { table } from '#shared/data/table/table.ts';

const hourMs = 3_600_000;

/**
 * Notes that a key or a member was seen, at most once an hour.
 * @param last when it was seen last @param now RFC 3339
 */
export const noteUse = async (
  key: Key,
  field: 'lastUsedAt' | 'lastSeenAt',
  last: string | null,
  now: string,
): Promise<void> => {
  const before = new Date(Date.parse(now) - hourMs).toISOString();
  if (last !== null && last > before) return;
  const stale = {
    ConditionExpression: `attribute_exists(pk) AND (${field} = :none OR ${field} < :before)`,
    ExpressionAttributeValues: { ':none': null, ':before': before },
  };
  const { client, name } = table();
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: key,
        ...setFields({ [field]: now }, stale, { raisesVersion: false }),
      }),
    );
  } catch (error) {
    // Another process was faster, or the key or member is gone. Either way nothing is to be noted.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
