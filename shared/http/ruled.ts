import type { Ruled } from '#shared/domain/refusal.ts';
import { refused } from './refused.ts';

/** The value of a rule that said yes. @throws Problem with its refusal */
export const ruled = <T>(outcome: Ruled<T>): T => {
  if (outcome.ok) return outcome.value;
  throw refused(outcome.refusal);
};
