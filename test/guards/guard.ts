import type { GivingCells, RowCells } from './matrix-cells.ts';

/** A security decision of the code, and what the code is without it. */
export type Guard = {
  /** What it keeps out. */
  readonly keepsOut: string;
  readonly file: string;
  /** The exact text of the guard, once in its file: where the code changes, this fails and is brought up to date. */
  readonly guard: string;
  readonly without: string;
} & Proof;

/**
 * What fails without it: of who calls, who sees and who gives rights, cells of a matrix of authorization; else, and for a second
 * line behind such a guard, a test file. Only this one runs.
 */
type Proof =
  | { readonly test: string }
  | { readonly rows: readonly RowCells[] }
  | { readonly giving: readonly GivingCells[] };

export type GuardWith<Name extends 'test' | 'rows' | 'giving'> = Extract<Guard, Readonly<Record<Name, unknown>>>;

export const isProvedBy =
  <Name extends 'test' | 'rows' | 'giving'>(name: Name) =>
  (guard: Guard): guard is GuardWith<Name> =>
    name in guard;
