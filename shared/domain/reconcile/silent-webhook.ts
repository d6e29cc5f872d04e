import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { pageOf, providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { isWebhookSilent } from './reconcile-schedule.ts';
import type { RemoteHead } from './remote-heads.ts';

/** The connection, shown as failing because its webhook is silent. @param lost a push that came in no delivery, if known */
export const shownAsSilent = (repository: RepositoryRecord, lost: RemoteHead | undefined): RepositoryRecord => {
  const since = repository.reconciliation.silentSince ?? '';
  const example = lost === undefined ? '' : `, for instance ${lost.ref} at ${lost.commit.slice(0, 7)}`;
  const url = providerProfiles[repository.provider].webhooksUrl(pageOf(repository));
  const statusReason = `No delivery arrived for a push that was found at ${since}${example}. Pushes are deployed, but late. Check the webhook's deliveries at ${url}, or reconfigure the webhook.`;
  return { ...repository, status: 'failing', statusReason };
};

/**
 * The connection after a step that proves nothing about its webhook: a webhook that was silent is still shown as silent,
 * until a comparison with the remote shows otherwise.
 * @param now RFC 3339
 */
export const stillSilent = (before: RepositoryRecord, after: RepositoryRecord, now: string): RepositoryRecord =>
  before.status === 'failing' && after.status === 'connected' && isWebhookSilent(after.reconciliation, now)
    ? shownAsSilent(after, undefined)
    : after;
