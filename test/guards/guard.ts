/** A security decision of the code, and what the code is without it. */
export type Guard = {
  /** What it keeps out. */
  readonly keepsOut: string;
  readonly file: string;
  /** The exact text of the guard, once in its file: where the code changes, this fails and is brought up to date. */
  readonly guard: string;
  readonly without: string;
  /** The test file that fails without it. Only this one runs. */
  readonly test: string;
};
