/** The condition of a write, or a part of one, with its own names and values. */
export type Condition = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
};

/** A field does not exist. */
export const ifNone = (name: string): Condition => ({ ConditionExpression: `attribute_not_exists(${name})` });

/** The item does not exist. */
export const ifAbsent = ifNone('pk');

/** A field has this value. @param path as in `setFields` */
export const ifEqual = (path: string, value: unknown): Condition => {
  const name = path.split('.');
  return {
    ConditionExpression: `${name.map((part) => `#${part}`).join('.')} = :if_${name.join('_')}`,
    ExpressionAttributeNames: Object.fromEntries(name.map((part) => [`#${part}`, part])),
    ExpressionAttributeValues: { [`:if_${name.join('_')}`]: value },
  };
};

/** A field has one of these values. */
export const ifOneOf = (name: string, values: readonly unknown[]): Condition => {
  const named = values.map((value, index) => [`:if_${name}${index}`, value] as const);
  return {
    ConditionExpression: `#${name} IN (${named.map(([key]) => key).join(', ')})`,
    ExpressionAttributeNames: { [`#${name}`]: name },
    ExpressionAttributeValues: Object.fromEntries(named),
  };
};

/** The item has the version that was read. @param version 0 if there was none */
export const ifVersion = (version: number): Condition => (version === 0 ? ifAbsent : ifEqual('version', version));

/** All of these conditions. */
export const ifAll = (...conditions: readonly Condition[]): Condition => ({
  ConditionExpression: conditions.map((one) => one.ConditionExpression).join(' AND '),
  ExpressionAttributeNames: Object.assign({}, ...conditions.map((one) => one.ExpressionAttributeNames)),
  ExpressionAttributeValues: Object.assign({}, ...conditions.map((one) => one.ExpressionAttributeValues)),
});
