import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import type { RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import {
  afterFailure,
  afterSweep,
  canSweep,
  isFailing,
  isSilent,
  type SweepFindings,
} from '#shared/domain/reconcile/sweep.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { dueOf } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { pageOf, providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { isBusy, settled } from '#shared/domain/repository/step-hold.ts';
import type { RemoteRefsFailure } from '#shared/git/remote-refs-result.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { hookUrlsOf } from '#shared/workflows/repository/remove-connection.ts';

/** Writes what a sweep came to over whatever the connection is by now; another step's work is never undone. */
const record = (
  swept: RepositoryRecord,
  now: string,
  change: (repository: RepositoryRecord) => RepositoryRecord,
): Promise<void> =>
  optimistic(async () => {
    const found = await readProjectAndRepository(swept.organizationId, swept.projectId);
    const before = found?.repository ?? null;
    if (found === null || before === null || before.connectionId !== swept.connectionId) return;
    if (!canSweep(before) || isBusy(before, now)) return;
    const changed = change(nextRepository(before, {}));
    // A delivery that came while the remote was asked may want it to be asked again at once.
    const isUrgent = before.sweep.nextAt !== swept.sweep.nextAt && before.sweep.nextAt < changed.sweep.nextAt;
    const after = isUrgent ? { ...changed, sweep: { ...changed.sweep, nextAt: before.sweep.nextAt } } : changed;
    const isNews = after.status !== before.status || after.statusReason !== before.statusReason;
    await saveRepository(isNews ? withSummary(found.project, after, now) : null, after, dueOf(after, now), null);
  });

/** Notes that the remote could not be listed; after three times in a row, the connection shows it. @param now RFC 3339 */
export const recordFailure = (swept: RepositoryRecord, failure: RemoteRefsFailure, now: string): Promise<void> =>
  record(swept, now, (repository) => {
    const sweep = afterFailure(repository, now, Math.random());
    if (!isFailing(sweep)) return { ...repository, sweep };
    return { ...repository, sweep, status: 'failing', statusReason: `${failure.code}: ${failure.detail}` };
  });

const dayMs = 86_400_000;
/** GitHub keeps deliveries for three days. Source: docs/design/providers.md, "GitHub: past deliveries". */
const redeliveredMs = 3 * dayMs;

/** Asks the provider to deliver once more what it could not. A refusal changes nothing: the pushes are queued already. */
const askAgain = async (swept: RepositoryRecord, tools: ConnectionTools, now: string): Promise<void> => {
  const { client } = tools;
  const { fullName, providerRepositoryId } = swept;
  if (client === null) return;
  const there = await client.findRepository(
    providerRepositoryId === null ? { fullName } : { id: providerRepositoryId },
  );
  const since = new Date(Date.parse(now) - redeliveredMs).toISOString();
  if (there !== null) await client.redeliverFailed(there, hookUrlsOf(swept, tools), since);
};

const silentReason = (repository: RepositoryRecord, lost: readonly RemoteHead[]): string => {
  const since = repository.sweep.silentSince ?? '';
  const example = lost[0] === undefined ? '' : `, for instance ${lost[0].ref} at ${lost[0].commit.slice(0, 7)}`;
  const url = providerProfiles[repository.provider].webhooksUrl(pageOf(repository));
  return `No delivery has told of a push that was found at ${since}${example}. What was pushed is deployed, but late. Look at the webhook's deliveries under ${url}, or reconfigure the webhook.`;
};

/** Notes what a sweep has found, and whether the webhook is silent. */
export const recordSweep = async (
  swept: RepositoryRecord,
  tools: ConnectionTools,
  { lost, ...found }: Omit<SweepFindings, 'lost'> & { readonly lost: readonly RemoteHead[] },
): Promise<void> => {
  const now = found.startedAt;
  await record(swept, now, (repository) => {
    const sweep = afterSweep(repository, { ...found, lost: lost.length }, Math.random());
    const after = { ...repository, sweep };
    if (!isSilent(sweep, now)) return repository.status === 'failing' ? { ...settled(after), sweep } : after;
    return { ...after, status: 'failing', statusReason: silentReason(after, lost) };
  });
  if (lost.length > 0) await askAgain(swept, tools, now);
};
