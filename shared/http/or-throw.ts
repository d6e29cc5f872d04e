import type { RuleResult } from '#shared/domain/rule-result.ts';
import { problemOf } from './problem-of.ts';

/** Returns the value of an accepted rule. @throws Problem with its refusal */
export const orThrow = <T>(outcome: RuleResult<T>): T => {
  if (outcome.ok) return outcome.value;
  throw problemOf(outcome.refusal);
};
