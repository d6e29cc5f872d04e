import type { ProblemCode } from '#shared/contract/problem-code.ts';

/** Why a rule says no, as data: the caller turns it into a problem. `pointer` names the field of the body at fault. */
export type Refusal = { readonly code: ProblemCode; readonly detail: string; readonly pointer?: string };

/** The outcome of a rule that can say no. */
export type Ruled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const accept = <T>(value: T): Ruled<T> => ({ ok: true, value });
export const refuse = <T>(code: ProblemCode, detail: string, pointer?: string): Ruled<T> => ({
  ok: false,
  refusal: pointer === undefined ? { code, detail } : { code, detail, pointer },
});
