import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import { ifEqual } from './conditions.ts';
import { table } from './table.ts';

type Stored = Record<string, unknown>;

/** What an earlier version stored without a limit. No other text is touched: many are packed, and a cut would break them. */
const onceUnbounded: Readonly<Record<string, number>> = {
  commitAuthor: textLimits.author,
  commitMessage: textLimits.firstLine,
  triggeredBy: textLimits.triggeredBy,
};

const cut = (name: string, value: unknown): unknown => {
  const limit = onceUnbounded[name];
  return limit !== undefined && typeof value === 'string' ? cutText(value, limit) : value;
};

const shrunk = (item: Stored): Stored =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, cut(name, value)]));

/**
 * Cuts texts that an earlier version stored without a limit, because an item near 400 KB accepts no further field.
 * Versions stay as they are.
 * @returns whether a text was cut, so that the refused write may fit now
 * @throws ConditionalCheckFailedException if another write was faster
 */
export const shrinkItems = async (itemKeys: readonly Stored[]): Promise<boolean> => {
  const { client, name } = table();
  let hasShrunk = false;
  for (const Key of itemKeys) {
    const { Item } = await client.send(new GetCommand({ TableName: name, Key, ConsistentRead: true }));
    if (Item === undefined) continue;
    const smaller = shrunk(Item);
    if (JSON.stringify(smaller).length === JSON.stringify(Item).length) continue;
    await client.send(
      new PutCommand({
        TableName: name,
        Item: smaller,
        ...ifEqual('version', Item.version),
      }),
    );
    hasShrunk = true;
  }
  return hasShrunk;
};
