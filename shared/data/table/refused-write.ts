import { Problem } from '#shared/contract/problem.ts';

/**
 * The table permanently refuses a write: the item exceeds 400 KB, or a value is not supported. The caller sent bad
 * values, so retrying does not help.
 */
export class RefusedWrite extends Problem {}

const tooLarge = /size/i;

const refusedAs = (message: string, cause: unknown): RefusedWrite =>
  tooLarge.test(message)
    ? new RefusedWrite('body_too_large', 'The record that this would make is too large (400 KB). Send shorter texts.', {
        cause,
      })
    : new RefusedWrite('validation_failed', 'The table does not take one of the values that were sent.', { cause });

const reasonsOf = (error: Error): readonly { readonly Code?: string; readonly Message?: string }[] =>
  error.name === 'TransactionCanceledException'
    ? ((error as { CancellationReasons?: [] }).CancellationReasons ?? [])
    : [];

/**
 * Reads DynamoDB's refusal of a single write or of a write in a transaction. If a condition failed too, the condition
 * counts, because the values were made for another state.
 * @returns null for any other failure
 */
export const refusedWrite = (error: unknown): RefusedWrite | null => {
  if (!(error instanceof Error)) return null;
  if (error.name === 'ValidationException') return refusedAs(error.message, error);
  if (error.name === 'ItemCollectionSizeLimitExceededException') return refusedAs('size', error);
  const reasons = reasonsOf(error);
  if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return null;
  const reason = reasons.find(({ Code }) => Code === 'ValidationError' || Code === 'ItemCollectionSizeLimitExceeded');
  return reason === undefined ? null : refusedAs(`${reason.Code} ${reason.Message ?? ''}`, error);
};
