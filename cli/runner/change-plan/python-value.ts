/** The value of a Python literal. Lists, tuples and sets all become lists, since manifests use them alike. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | PythonDict;

export interface PythonDict extends ReadonlyMap<string | number | boolean | null, PythonValue> {}
