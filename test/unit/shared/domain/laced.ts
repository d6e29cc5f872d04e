/** What a record could hold some day and no answer may show. */
export const leak = 'ocore-leak-1f6e';

/** The same value with a field more in every object at every depth, as a record that grew would have it. */
export const laced = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map((one: unknown) => laced(one)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, one]) => [name, laced(one)]);
  return { ...Object.fromEntries(fields), laterField: leak, secret: { privateKey: leak } };
};
