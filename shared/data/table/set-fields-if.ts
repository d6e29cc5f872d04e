import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Condition } from './conditions.ts';
import type { Key } from './keys.ts';
import { setFields } from './set-fields.ts';
import { table } from './table.ts';

/**
 * Sets fields of an item, if a condition holds. The version stays, so that no other write is refused because of it.
 * @param fields as in `setFields`
 * @returns false if the condition does not hold: nothing is written
 */
export const setFieldsIf = async (
  key: Key,
  fields: Readonly<Record<string, unknown>>,
  condition: Condition,
): Promise<boolean> => {
  const { client, name } = table();
  const update = setFields(fields, condition, { raisesVersion: false });
  try {
    await client.send(new UpdateCommand({ TableName: name, Key: key, ...update }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
