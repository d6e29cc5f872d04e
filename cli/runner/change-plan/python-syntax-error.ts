/** A text is not the literal that it should be. The message says where and what; it quotes at most one character. */
export class PythonSyntaxError extends Error {
  /** @param at where in the text, in UTF-16 units */
  constructor(text: string, at: number, what: string) {
    super(`line ${text.slice(0, at).split('\n').length}: ${what}`);
    this.name = 'PythonSyntaxError';
  }
}
