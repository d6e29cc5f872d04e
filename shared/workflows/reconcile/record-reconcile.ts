import { saveRepository } from '#shared/data/repository/write-repository.ts';
import {
  afterFailedReconcile,
  afterReconcile,
  isReconcileFailing,
  isWebhookSilent,
  type ReconcileFindings,
} from '#shared/domain/reconcile/reconcile-schedule.ts';
import type { RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import { shownAsSilent } from '#shared/domain/reconcile/silent-webhook.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { canReconcile } from '#shared/domain/repository/can-reconcile.ts';
import { comparisonAfter } from '#shared/domain/repository/comparison.ts';
import { leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { repositoryAddress } from '#shared/domain/repository/provider-profile.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { endStep, isBusy } from '#shared/domain/repository/step-hold.ts';
import type { RemoteRefsFailure } from '#shared/git/remote-refs-result.ts';
import { withConnection } from '#shared/workflows/repository/connection-step.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { hookUrlsOf } from '#shared/workflows/repository/remove-connection.ts';

/**
 * Writes the result of a reconciliation over a fresh read of the connection. It never undoes the work of another step.
 */
const record = async (
  reconciled: RepositoryRecord,
  { client }: Pick<ConnectionTools, 'client'>,
  now: string,
  change: (repository: RepositoryRecord) => RepositoryRecord,
): Promise<void> => {
  await withConnection(reconciled, async ({ project, repository: before }) => {
    if (!canReconcile(before) || isBusy(before, now)) return;
    const changed = change(nextRepository(before, { comparesCommits: client !== null }));
    // A delivery that arrived meanwhile may have asked for a reconciliation at once.
    const isUrgent =
      before.reconciliation.nextAt !== reconciled.reconciliation.nextAt &&
      before.reconciliation.nextAt < changed.reconciliation.nextAt;
    const after = isUrgent
      ? { ...changed, reconciliation: { ...changed.reconciliation, nextAt: before.reconciliation.nextAt } }
      : changed;
    const isNews =
      after.status !== before.status ||
      after.statusReason !== before.statusReason ||
      after.comparesCommits !== before.comparesCommits;
    await saveRepository(
      isNews ? withSummary(project, after, now, null) : null,
      after,
      leftoversDueAt(after, now),
      null,
    );
  });
};

/**
 * Records that the remote could not be listed. After three consecutive failures the connection is shown as failing.
 * @param now RFC 3339
 */
export const recordReconcileFailure = (
  reconciled: RepositoryRecord,
  tools: Pick<ConnectionTools, 'client'>,
  failure: RemoteRefsFailure,
  now: string,
): Promise<void> =>
  record(reconciled, tools, now, (before) => {
    const next = afterFailedReconcile(before, now, Math.random());
    const lastComparison = { at: now, result: failure.code, detail: failure.detail };
    const repository = { ...before, reconciliation: next, lastComparison };
    if (!isReconcileFailing(next)) return repository;
    return {
      ...repository,
      status: 'failing',
      statusReason: `${failure.code}: ${failure.detail}`,
    };
  });

const dayMs = 86_400_000;
/** GitHub keeps deliveries for three days. Source: docs/design/providers.md, "GitHub: past deliveries". */
const redeliveredMs = 3 * dayMs;

/** Asks the provider to repeat failed deliveries. A refusal changes nothing, because the pushes are queued already. */
const redeliverFailed = async (reconciled: RepositoryRecord, tools: ConnectionTools, now: string): Promise<void> => {
  const { client } = tools;
  if (client === null) return;
  const there = await client.findRepository(repositoryAddress(reconciled));
  const since = new Date(Date.parse(now) - redeliveredMs).toISOString();
  if (there !== null) await client.redeliverFailed(there, hookUrlsOf(reconciled, tools), since);
};

/** Records the findings of a reconciliation, and whether the webhook is silent. */
export const recordReconcile = async (
  reconciled: RepositoryRecord,
  tools: ConnectionTools,
  {
    lost,
    fault,
    ...found
  }: Omit<ReconcileFindings, 'lost'> & {
    readonly lost: readonly RemoteHead[];
    /** The answer of the provider's API if it failed, else null. */
    readonly fault: string | null;
  },
): Promise<void> => {
  const now = found.startedAt;
  await record(reconciled, tools, now, (repository) => {
    const next = afterReconcile(repository, { ...found, lost: lost.length }, Math.random());
    const run = { at: now, lost: lost.length, isCutShort: found.isCutShort, fault };
    const lastComparison = comparisonAfter(repository.lastComparison, run);
    const after = { ...repository, reconciliation: next, lastComparison };
    if (!isWebhookSilent(next, now))
      return repository.status === 'failing' ? { ...endStep(after), reconciliation: next } : after;
    return shownAsSilent(after, lost[0]);
  });
  if (lost.length > 0) await redeliverFailed(reconciled, tools, now);
};
