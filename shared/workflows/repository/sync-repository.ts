import { Problem } from '#shared/contract/problem.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { stillSilent } from '#shared/domain/reconcile/silent-webhook.ts';
import type { EventRepository } from '#shared/domain/records/git-event.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { providerProfiles, repositoryAddress } from '#shared/domain/repository/provider-profile.ts';
import { afterReport, reportedIs } from '#shared/domain/repository/reported-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { endStep } from '#shared/domain/repository/step-hold.ts';
import type { GitProvider, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { requireIdle } from './connection-busy.ts';
import type { ConnectionTools } from './connection-tools.ts';

/** The id of another repository that has the name of a connected one, which the provider does not show any more. */
const replacementOf = async (client: GitProvider, before: RepositoryRecord): Promise<string | null> => {
  if (before.providerRepositoryId === null) return null;
  const named = await client.findRepository({ fullName: before.fullName });
  return named === null || reportedIs(before, named) !== 'replaced' ? null : named.id;
};

/** What the provider's API says now, as a report. */
const reportOf = ({ id, fullName, defaultBranch }: ProviderRepository, now: string): EventRepository => ({
  id,
  fullName,
  defaultBranch: defaultBranch !== null && isRefName(defaultBranch) ? defaultBranch : null,
  updatedAt: now,
});

/** The connection whose repository the provider does not show. */
const lost = async (client: GitProvider, before: RepositoryRecord, now: string): Promise<RepositoryRecord> => {
  const { name } = providerProfiles[before.provider];
  return nextRepository(before, {
    status: 'failing',
    statusReason: `repository_not_found: ${name} does not show this repository to the credential. It was deleted, or the credential lost access. Disconnect it, or give the credential access.`,
    replacedBy: await replacementOf(client, before),
    lastSyncedAt: now,
  });
};

/**
 * Asks the provider for the present name of a repository, by its stable id, which survives renames and transfers. If
 * the repository is gone or hidden from the credential, the connection is shown as failing; if another one has its name
 * by now, the connection says so.
 * Source: docs/design/connecting.md, "Following a rename".
 * @throws Problem `conflict` while another step runs, `provider_credential_missing`, and those of the provider
 */
export const syncRepository = async (
  project: ProjectRecord,
  before: RepositoryRecord,
  tools: ConnectionTools,
  mutation: Mutation,
): Promise<RepositoryRecord> => {
  const { now } = mutation;
  requireIdle(before, now);
  const { name } = providerProfiles[before.provider];
  if (tools.client === null) {
    throw new Problem(
      'provider_credential_missing',
      `No credential for ${before.host} is set, so that ${name} cannot be asked. Set one with PUT /api/settings/git-providers/${before.provider}.`,
    );
  }
  const remote = await tools.client.findRepository(repositoryAddress(before));
  const after =
    remote === null
      ? await lost(tools.client, before, now)
      : stillSilent(
          before,
          endStep(
            nextRepository(afterReport({ ...before, providerRepositoryId: remote.id }, reportOf(remote, now)), {
              lastSyncedAt: now,
              comparesCommits: true,
            }),
          ),
          now,
        );
  const shown = withSummary(project, after, now, mutation.principal);
  await saveRepository(shown, after, leftoversDueAt(after, now), { mutation, action: 'repository.synced', before });
  return after;
};
