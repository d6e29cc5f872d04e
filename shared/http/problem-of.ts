import { type FieldError, Problem } from '#shared/contract/problem.ts';
import type { ProblemCode } from '#shared/contract/problem-code.ts';

/** Turns the refusal of a rule into a problem. */
export const problemOf = (refusal: {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly pointer?: string;
}): Problem => {
  if (refusal.pointer === undefined) return new Problem(refusal.code, refusal.detail);
  const name = refusal.pointer.slice(2);
  const errors: FieldError[] = [{ pointer: refusal.pointer, detail: refusal.detail }];
  return new Problem(
    refusal.code,
    refusal.code === 'validation_failed' ? `${name}: ${refusal.detail}.` : refusal.detail,
    { errors },
  );
};
