import type { Key } from '#shared/data/table/keys.ts';
import { setFieldsIf } from '#shared/data/table/set-fields-if.ts';

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
  // Where another process was faster, or the key or member is gone, nothing is to be noted.
  await setFieldsIf(key, { [field]: now }, stale);
};
