const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * Whether two values of records are equal. The order of names in a map is ignored: DynamoDB does not keep it, so the
 * two images of one change may differ in it.
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
