import type { Endpoint } from '#shared/contract/endpoint.ts';
import { Problem } from '#shared/contract/problem.ts';
import { claimIdempotency, completeIdempotency, releaseIdempotency } from '#shared/data/audit/idempotency.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import { errorFields, log } from './log.ts';
import { earlierResult } from './replay.ts';
import type { Reply } from './reply.ts';
import type { RequestContext } from './request-context.ts';

export type Operation<E extends Endpoint> = (context: RequestContext<E>) => Promise<Reply>;

/** How an operation bears being repeated under one Idempotency-Key. */
export type Repetition<E extends Endpoint> = {
  /** Builds the first answer again, from the resource. */
  readonly replay: (context: RequestContext<E>, resourceId: string) => Promise<Reply>;
  /** Several writes with effects between them: the key is claimed before the first. */
  readonly saga?: { readonly resourceId: (context: RequestContext<E>) => string };
};

const runSaga = async <E extends Endpoint>(
  context: RequestContext<E>,
  mutation: Mutation,
  operation: Operation<E>,
  resourceId: (context: RequestContext<E>) => string,
): Promise<Reply> => {
  const organization = mutation.principal.organization.id;
  const claim = mutation.idempotency;
  if (claim === null) return operation(context);
  if (!(await claimIdempotency(organization, claim, mutation.now))) {
    throw new ConditionFailed(new Set(['idempotency']), null);
  }
  try {
    const reply = await operation(context);
    const result = { status: reply.status, resourceId: resourceId(context) };
    await completeIdempotency(organization, claim, result, mutation.now);
    return reply;
  } catch (error) {
    // Where even that fails, the claim is abandoned after a while; the error that is told is the first one.
    await releaseIdempotency(organization, claim).catch((lost: unknown) => {
      log('warn', 'idempotency key kept', { requestId: context.requestId, ...errorFields(lost) });
    });
    throw error;
  }
};

/**
 * Whether a refusal may come of the first run under the same key, or of what happened since. Whoever may not see the
 * project, or not do this any more, gets no answer of an earlier day either.
 */
const mayBeRepetition = (error: unknown): boolean =>
  error instanceof ConditionFailed ||
  (error instanceof Problem && error.status < 500 && error.code !== 'not_found' && error.code !== 'permission_missing');

/**
 * Runs an operation once per Idempotency-Key. The key's record is written with the effect, so that the first run costs
 * no extra call; a repetition meets that record, or a refusal that its own first run has caused, and gets the answer
 * built again from the resource.
 */
export const runOperation = async <E extends Endpoint>(
  context: RequestContext<E>,
  operation: Operation<E>,
  repetition: Repetition<E> | undefined,
): Promise<Reply> => {
  const mutation: Mutation | null = context.mutation;
  if (mutation === null || mutation.idempotency === null || repetition === undefined) return operation(context);
  try {
    return repetition.saga === undefined
      ? await operation(context)
      : await runSaga(context, mutation, operation, repetition.saga.resourceId);
  } catch (error) {
    const earlier = mayBeRepetition(error) ? await earlierResult(mutation) : null;
    if (earlier === null) throw error;
    const reply = await repetition.replay(context, earlier.resourceId);
    return { ...reply, status: earlier.status, headers: { ...reply.headers, 'idempotency-replayed': 'true' } };
  }
};
