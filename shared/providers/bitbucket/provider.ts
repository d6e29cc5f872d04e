import * as z from 'zod/mini';
import { cutText } from '#shared/contract/text-limits.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { cutName } from '#shared/providers/client/cut-name.ts';
import type { CommitState, GitProvider } from '#shared/providers/client/git-provider.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';
import { BitbucketApi, bitbucketNeeds } from './api.ts';
import { ensureBitbucketKey, removeBitbucketKey } from './deploy-keys.ts';
import { ensureBitbucketWebhook, removeBitbucketWebhook } from './hook-installer.ts';
import { listBitbucketRepositories } from './list-repositories.ts';
import { bitbucketHoldsCommit, bitbucketLastMerged } from './merge-facts.ts';
import { bitbucketMergedInto } from './merged-into.ts';

const User = z.object({ display_name: z.optional(z.string()), nickname: z.optional(z.string()), uuid: z.string() });
const Changed = z.object({
  old: z.nullish(z.object({ path: z.string() })),
  new: z.nullish(z.object({ path: z.string() })),
});

/** Bitbucket has no state for pending. */
const states: Readonly<Record<CommitState, string>> = {
  pending: 'INPROGRESS',
  running: 'INPROGRESS',
  success: 'SUCCESSFUL',
  failure: 'FAILED',
  cancelled: 'STOPPED',
};
/** The key identifies a status. A longer one is refused. */
const keyCharacters = 40;
const maxCharacters = 255;
/** 100 files each, which is more than a path filter can use. */
const maxFilePages = 20;

/**
 * Bitbucket Cloud, with an API token, or an access token of a repository, a project or a workspace.
 * Source: docs/design/providers.md, "Bitbucket: calling the API".
 */
export const bitbucketProvider = (access: ProviderAccess): GitProvider => {
  const api = new BitbucketApi(access);
  const webUrl = access.apiUrl.replace('//api.', '//').replace(/\/2\.0$/, '');
  const username = access.credential.kind === 'token' ? access.credential.username : null;

  return {
    async verifyAccess() {
      const answer = await api.attempt(
        { what: 'tell whose credential it is', path: '/user', needs: bitbucketNeeds.read },
        [403],
        User,
      );
      // Bitbucket names the missing scope only to a valid credential. Access tokens have no account to show.
      if (answer.refused !== null) {
        if (!/required: /.test(answer.words ?? '')) throw api.rejected(403, bitbucketNeeds.read, answer.words);
        return { login: username ?? 'access token', expiresAt: null };
      }
      const { nickname, display_name: displayName, uuid } = answer.data;
      return { login: nickname ?? displayName ?? uuid, expiresAt: null };
    },

    async findRepository(by) {
      if ('id' in by) return api.byId(by.id);
      const [workspace = '', slug = ''] = by.fullName.split('/');
      return api.repository(`/repositories/${encodeURIComponent(workspace)}/${encodeURIComponent(slug)}`);
    },

    listRepositories: (wanted) => listBitbucketRepositories(api, wanted),

    ensureDeployKey: (repository, key) =>
      ensureBitbucketKey(
        api,
        repository,
        key,
        providerProfiles.bitbucket.deployKeysUrl(`${webUrl}/${repository.fullName}`),
      ),

    removeDeployKey: (repository, key) => removeBitbucketKey(api, repository, key),

    ensureWebhook: (repository, candidates) => ensureBitbucketWebhook(api, repository, candidates),

    removeWebhook: (repository, urls) => removeBitbucketWebhook(api, repository, urls),

    async setCommitStatus(repository, commitSha, status) {
      const path = await api.pathOrReject(repository, bitbucketNeeds.status);
      await api.call(
        {
          what: 'set the commit status',
          method: 'POST',
          path: `${path}/commit/${encodeURIComponent(commitSha)}/statuses/build`,
          body: {
            key: cutName(status.context, keyCharacters),
            state: states[status.state],
            name: cutName(status.context, maxCharacters),
            description: cutText(status.description, maxCharacters),
            url: status.targetUrl,
            ...(status.branch === null ? {} : { refname: status.branch }),
          },
          needs: bitbucketNeeds.status,
        },
        z.object({}),
      );
    },

    async compareCommits(repository, base, head) {
      const path = await api.path(repository);
      if (path === null) return null;
      const spec = `${encodeURIComponent(head)}..${encodeURIComponent(base)}`;
      const changed = await api.pages(
        {
          what: 'compare the commits',
          // Without `topic=false` it compares with the merge base.
          path: `${path}/diffstat/${spec}?topic=false&pagelen=100`,
          needs: bitbucketNeeds.read,
        },
        // 555: the difference is too large.
        [404, 555],
        Changed,
        maxFilePages,
      );
      if (typeof changed === 'number') return null;
      return [...new Set(changed.flatMap((file) => [file.old?.path, file.new?.path]))].filter(
        (path) => path !== undefined,
      );
    },

    mergedInto: (repository, commitSha, branch) => bitbucketMergedInto(api, repository, commitSha, branch),

    lastMerged: (repository, branch) => bitbucketLastMerged(api, repository, branch),

    holdsCommit: (repository, commitSha, other) => bitbucketHoldsCommit(api, repository, commitSha, other),

    // The API has no deliveries.
    redeliverFailed: async () => null,
  };
};
