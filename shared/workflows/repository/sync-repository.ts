import { Problem } from '#shared/contract/problem.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { providerProfiles, repositoryAddress } from '#shared/domain/repository/provider-profile.ts';
import { renamedRepository } from '#shared/domain/repository/renamed-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { endStep } from '#shared/domain/repository/step-hold.ts';
import { requireIdle } from './connection-busy.ts';
import type { ConnectionTools } from './connection-tools.ts';

/**
 * Asks the provider for the present name of a repository, by its stable id, which survives renames and transfers. If
 * the repository is gone or hidden from the credential, the connection is shown as failing.
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
      ? nextRepository(before, {
          status: 'failing',
          statusReason: `repository_not_found: ${name} does not show this repository to the credential. It was deleted, or the credential lost access. Disconnect it, or give the credential access.`,
          lastSyncedAt: now,
        })
      : endStep(
          nextRepository(before, {
            ...renamedRepository(before, remote.fullName),
            providerRepositoryId: remote.id,
            lastSyncedAt: now,
          }),
        );
  const shown = withSummary(project, after, now);
  await saveRepository(shown, after, leftoversDueAt(after, now), { mutation, action: 'repository.synced', before });
  return after;
};
