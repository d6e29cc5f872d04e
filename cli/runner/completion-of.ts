import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import type { Interruption } from './interruption.ts';
import type { Redactor } from './redactor.ts';
import type { Completion } from './runner-api.ts';

const failed = (reason: string): Completion => ({ status: 'failed', statusReason: reason, errorMessage: reason });

const ofEnd = (end: Completion | Interruption | Error | null): Completion => {
  if (end === 'cancelled')
    return { status: 'cancelled', statusReason: 'Cancelled while it ran; its command was ended.' };
  if (end === null || typeof end === 'string') {
    return failed('The runner was stopped while the deployment ran. Redeploy it when a runner is available again.');
  }
  return end instanceof Error ? failed(end.message) : end;
};

/**
 * The completion that is sent to the service: without secrets, and cut to its limits. A reason keeps its beginning,
 * where the code is; an error message keeps its end, where the cause is.
 * @param end the result of the deployment, or what interrupted it
 */
export const completionOf = (end: Completion | Interruption | Error | null, redactor: Redactor): Completion => {
  const { statusReason, errorMessage, ...rest } = ofEnd(end);
  return {
    ...rest,
    ...(statusReason === undefined
      ? {}
      : { statusReason: cutText(redactor.redact(statusReason), textLimits.sentence) }),
    ...(errorMessage === undefined
      ? {}
      : { errorMessage: redactor.redact(errorMessage).slice(-textLimits.sentence).toWellFormed() }),
  };
};
