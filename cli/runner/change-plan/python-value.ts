/** The value of a Python literal. Lists, tuples and sets become lists, bytes become texts: manifests use them alike. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | PythonDict;

export interface PythonDict extends ReadonlyMap<PythonValue, PythonValue> {}

/** The text is not a valid literal. The message gives line and reason, and quotes at most one character. */
export class PythonSyntaxError extends Error {
  /** @param at the position in the text, in UTF-16 units */
  constructor(text: string, at: number, what: string) {
    super(`line ${text.slice(0, at).split('\n').length}: ${what}`);
    this.name = 'PythonSyntaxError';
  }
}
