import * as z from 'zod/mini';
import { cutText } from '#shared/contract/text-limits.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { cutName } from '#shared/providers/client/cut-name.ts';
import type { CommitState, GitProvider } from '#shared/providers/client/git-provider.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';
import { GiteaApi, giteaNeeds } from './api.ts';
import { compareGiteaCommits } from './compare-commits.ts';
import { ensureGiteaKey, removeGiteaKey } from './deploy-keys.ts';
import { ensureGiteaWebhook, removeGiteaWebhook } from './hook-installer.ts';
import { listGiteaRepositories } from './list-repositories.ts';
import { giteaHoldsCommit, giteaLastMerged } from './merge-facts.ts';
import { giteaMergedInto } from './merged-into.ts';

const User = z.object({ login: z.string().check(z.minLength(1)) });

const states: Readonly<Record<CommitState, string>> = {
  pending: 'pending',
  running: 'pending',
  success: 'success',
  failure: 'failure',
  cancelled: 'error',
};
/** Limit of a status's context and description. */
const maxCharacters = 255;

/** Gitea and Forgejo. Source: docs/design/providers.md, "Gitea and Forgejo: calling the API". */
export const giteaProvider = (access: ProviderAccess): GitProvider => {
  const api = new GiteaApi(access);
  const webUrl = access.apiUrl.replace(/\/api\/v1$/, '');

  return {
    async verifyAccess() {
      const { data } = await api.call(
        { what: 'tell whose credential it is', path: '/user', needs: giteaNeeds.user },
        User,
      );
      return { login: data.login, expiresAt: null };
    },

    findRepository: (by) => ('id' in by ? api.byId(by.id) : api.byName(by.fullName)),

    listRepositories: (wanted) => listGiteaRepositories(api, wanted),

    ensureDeployKey: (repository, key) =>
      ensureGiteaKey(api, repository, key, providerProfiles.gitea.deployKeysUrl(`${webUrl}/${repository.fullName}`)),

    removeDeployKey: (repository, key) => removeGiteaKey(api, repository, key),

    ensureWebhook: (repository, candidates) => ensureGiteaWebhook(api, repository, candidates),

    removeWebhook: (repository, urls) => removeGiteaWebhook(api, repository, urls),

    async setCommitStatus(repository, commitSha, status) {
      const path = await api.pathOrReject(repository, giteaNeeds.status);
      await api.call(
        {
          what: 'set the commit status',
          method: 'POST',
          path: `${path}/statuses/${encodeURIComponent(commitSha)}`,
          body: {
            state: states[status.state],
            context: cutName(status.context, maxCharacters),
            description: cutText(status.description, maxCharacters),
            target_url: status.targetUrl,
          },
          needs: giteaNeeds.status,
        },
        z.object({}),
      );
    },

    compareCommits: (repository, base, head) => compareGiteaCommits(api, repository, base, head),

    mergedInto: (repository, commitSha, branch) => giteaMergedInto(api, repository, commitSha, branch),

    lastMerged: (repository, branch) => giteaLastMerged(api, repository, branch),

    holdsCommit: (repository, commitSha, other) => giteaHoldsCommit(api, repository, commitSha, other),

    // Only a person can repeat a delivery, on the webhook's page.
    redeliverFailed: async () => null,
  };
};
