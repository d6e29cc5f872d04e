const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * Whether two values of records are the same. The order of names in a map counts for nothing: DynamoDB keeps none, so
 * that the two images of one change may differ in it.
 */
export const sameValue = (one: unknown, another: unknown): boolean => {
  if (!isObject(one) || !isObject(another)) return one === another;
  const names = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(another) &&
    names.length === Object.keys(another).length &&
    names.every((name) => Object.hasOwn(another, name) && sameValue(one[name], another[name]))
  );
};
