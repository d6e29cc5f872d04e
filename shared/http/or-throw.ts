import { type FieldError, Problem } from '#shared/contract/problem.ts';
import type { ProblemCode } from '#shared/contract/problem-code.ts';
import type { RuleResult } from '#shared/domain/rule-result.ts';

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

/** Returns the value of an accepted rule. @throws Problem with its refusal */
export const orThrow = <T>(outcome: RuleResult<T>): T => {
  if (outcome.ok) return outcome.value;
  throw problemOf(outcome.refusal);
};
