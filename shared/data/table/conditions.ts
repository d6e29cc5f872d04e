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

/** The item exists. */
export const ifPresent: Condition = { ConditionExpression: 'attribute_exists(pk)' };

const equals = (path: string): ((value: unknown) => Condition) => {
  const parts = path.split('.');
  const placeholder = `:if_${parts.join('_')}`;
  const ConditionExpression = `${parts.map((part) => `#${part}`).join('.')} = ${placeholder}`;
  const ExpressionAttributeNames = Object.fromEntries(parts.map((part) => [`#${part}`, part]));
  return (value) => ({
    ConditionExpression,
    ExpressionAttributeNames,
    ExpressionAttributeValues: { [placeholder]: value },
  });
};

/** A field has this value. @param path as in `setFields` */
export const ifEqual = (path: string, value: unknown): Condition => equals(path)(value);

/** A field has one of these values. */
export const ifOneOf = (name: string, values: readonly unknown[]): Condition => {
  const named = values.map((value, index) => [`:if_${name}${index}`, value] as const);
  return {
    ConditionExpression: `#${name} IN (${named.map(([key]) => key).join(', ')})`,
    ExpressionAttributeNames: { [`#${name}`]: name },
    ExpressionAttributeValues: Object.fromEntries(named),
  };
};

// Nearly every write has this condition, so its expression is made once.
const versionEquals = equals('version');

/** The item has the version that was read. @param version 0 if there was none */
export const ifVersion = (version: number): Condition => (version === 0 ? ifAbsent : versionEquals(version));

/** All of these conditions. */
export const ifAll = (...conditions: readonly Condition[]): Condition => ({
  ConditionExpression: conditions.map((one) => one.ConditionExpression).join(' AND '),
  ExpressionAttributeNames: Object.assign({}, ...conditions.map((one) => one.ExpressionAttributeNames)),
  ExpressionAttributeValues: Object.assign({}, ...conditions.map((one) => one.ExpressionAttributeValues)),
});
