import type { CompleteBody } from '#shared/contract/runner.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import { accept, type RuleResult } from '#shared/domain/rule-result.ts';
import { type CommitFacts, commitFacts } from './commit-facts.ts';
import type { CompletedStatus } from './deployment-transition.ts';

/** What the lease token holds about the running deployment. */
type Running = Pick<DeploymentRecord, 'commitSha'> & { readonly startedAt: string };

/** The fields that the end of a running deployment changes. */
export type CompletedFields = { readonly status: CompletedStatus } & Pick<
  DeploymentRecord,
  'completedAt' | 'durationMs' | 'errorMessage'
> &
  Partial<Pick<DeploymentRecord, 'statusReason'>> &
  CommitFacts;

const withWords = (text: string | null | undefined): string | null => (text === undefined || text === '' ? null : text);

/**
 * Ends a running deployment with the result that its runner reports. A cancelled one keeps the reason of the cancel request.
 * A failed one whose runner names no reason has its error message as one: lists and environments show the reason alone.
 * What an earlier heartbeat reported about the commit stays. Refusal: `validation_failed` if the commit is not the
 * deployment's.
 * @param now RFC 3339
 */
export const completeDeployment = (running: Running, body: CompleteBody, now: string): RuleResult<CompletedFields> => {
  const facts = commitFacts(running.commitSha, body);
  if (!facts.ok) return facts;
  const reason = body.statusReason ?? (body.status === 'failed' ? withWords(body.errorMessage) : null);
  return accept({
    status: body.status,
    completedAt: now,
    durationMs: Math.max(0, Date.parse(now) - Date.parse(running.startedAt)),
    errorMessage: body.errorMessage ?? null,
    ...(reason === null && body.status === 'cancelled' ? {} : { statusReason: reason }),
    ...facts.value,
  });
};
