/** What a Python literal can hold. Lists, tuples and sets are all lists here: a manifest uses them alike. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | PythonDict;

export interface PythonDict extends ReadonlyMap<string | number | boolean | null, PythonValue> {}
