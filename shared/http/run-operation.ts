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

/** How an operation handles a repetition with the same Idempotency-Key. */
export type Repetition<E extends Endpoint> = {
  /** Builds the first answer again from the resource. */
  readonly replay: (context: RequestContext<E>, resourceId: string) => Promise<Reply>;
  /** Set for a workflow, which has side effects between several writes: its key is claimed before the first. */
  readonly workflow?: { readonly resourceId: (context: RequestContext<E>) => string };
  /** Set where the first run ends the caller, who is told so again although they are gone. */
  readonly endsCaller?: true;
};

const runWorkflow = async <E extends Endpoint>(
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
    // If the release fails too, the claim expires after a while. The first error is reported.
    await releaseIdempotency(organization, claim).catch((lost: unknown) => {
      log('warn', 'idempotency key kept', { requestId: context.requestId, ...errorFields(lost) });
    });
    throw error;
  }
};

/**
 * Whether a refusal may be caused by the first run with the same key. A caller who is gone, who may no longer see the project,
 * or no longer do this, does not get the earlier answer either.
 */
const mayBeRepetition = (error: unknown, endsCaller = false): boolean => {
  if (error instanceof ConditionFailed) return true;
  if (!(error instanceof Problem) || error.status >= 500) return false;
  if (error.code === 'unauthenticated' && !endsCaller) return false;
  return error.code !== 'not_found' && error.code !== 'permission_missing';
};

/**
 * Runs an operation once per Idempotency-Key. The key's record is written together with the effect, so that the first
 * run costs no extra call. A repetition fails on that record, or on a refusal that the first run caused. Its answer is
 * then built again from the resource.
 */
export const runOperation = async <E extends Endpoint>(
  context: RequestContext<E>,
  operation: Operation<E>,
  repetition: Repetition<E> | undefined,
): Promise<Reply> => {
  const mutation: Mutation | null = context.mutation;
  if (mutation === null || mutation.idempotency === null || repetition === undefined) return operation(context);
  try {
    return repetition.workflow === undefined
      ? await operation(context)
      : await runWorkflow(context, mutation, operation, repetition.workflow.resourceId);
  } catch (error) {
    const earlier = mayBeRepetition(error, repetition.endsCaller) ? await earlierResult(mutation) : null;
    if (earlier === null) throw error;
    const reply = await repetition.replay(context, earlier.resourceId);
    return { ...reply, status: earlier.status, headers: { ...reply.headers, 'idempotency-replayed': 'true' } };
  }
};
