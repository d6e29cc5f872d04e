import type { ProblemCode } from '#shared/contract/problem-code.ts';

/** Why a rule refuses, as data; the caller turns it into a problem. `pointer` names the invalid field of the body. */
export type Refusal = { readonly code: ProblemCode; readonly detail: string; readonly pointer?: string };

/** The result of a rule that may refuse. */
export type RuleResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export const accept = <T>(value: T): RuleResult<T> => ({ ok: true, value });
export const refuse = <T>(code: ProblemCode, detail: string, pointer?: string): RuleResult<T> => ({
  ok: false,
  refusal: pointer === undefined ? { code, detail } : { code, detail, pointer },
});
