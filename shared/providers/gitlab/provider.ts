import * as z from 'zod/mini';
import { cutText } from '#shared/contract/text-limits.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { cutName } from '#shared/providers/client/cut-name.ts';
import type { CommitState, GitProvider } from '#shared/providers/client/git-provider.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';
import { GitlabApi, gitlabNeeds } from './api.ts';
import { ensureGitlabKey, removeGitlabKey } from './deploy-keys.ts';
import { ensureGitlabWebhook, removeGitlabWebhook } from './hook-installer.ts';
import { listGitlabRepositories } from './list-repositories.ts';
import { gitlabHoldsCommit, gitlabLastMerged } from './merge-facts.ts';
import { gitlabMergedInto } from './merged-into.ts';

const User = z.object({ username: z.string().check(z.minLength(1)) });
const Token = z.object({ expires_at: z.nullish(z.string()) });
const Comparison = z.object({
  diffs: z.array(
    z.object({
      old_path: z.string(),
      new_path: z.string(),
      collapsed: z.nullish(z.boolean()),
      too_large: z.nullish(z.boolean()),
    }),
  ),
  compare_timeout: z.nullish(z.boolean()),
});

const states: Readonly<Record<CommitState, string>> = {
  pending: 'pending',
  running: 'running',
  success: 'success',
  failure: 'failed',
  cancelled: 'canceled',
};
/** Limit of a status's name, description and URL. */
const maxCharacters = 255;
/** Above this many files GitLab collapses diffs. Above a second limit it leaves files out without saying so. */
const maxReliableDiffs = 100;

/** GitLab, at gitlab.com or self-managed. Source: docs/design/providers.md, "GitLab: calling the API". */
export const gitlabProvider = (access: ProviderAccess): GitProvider => {
  const api = new GitlabApi(access);
  const webUrl = access.apiUrl.replace(/\/api\/v4$/, '');

  return {
    async verifyAccess() {
      const { data } = await api.call(
        { what: 'tell whose credential it is', path: '/user', needs: 'It needs the scope api.' },
        User,
      );
      // OAuth tokens are no personal access tokens, and older releases do not report the expiry.
      const token = await api.attempt(
        {
          what: 'tell when the credential expires',
          path: '/personal_access_tokens/self',
          needs: 'It needs the scope api.',
        },
        [400, 401, 403, 404, 405],
        Token,
      );
      const expires = token.refused === null ? Date.parse(token.data.expires_at ?? '') : Number.NaN;
      return { login: data.username, expiresAt: Number.isNaN(expires) ? null : new Date(expires).toISOString() };
    },

    findRepository: (by) => api.project('id' in by ? by.id : by.fullName),

    listRepositories: (wanted) => listGitlabRepositories(api, wanted),

    ensureDeployKey: (repository, key) =>
      ensureGitlabKey(api, repository, key, providerProfiles.gitlab.deployKeysUrl(`${webUrl}/${repository.fullName}`)),

    removeDeployKey: (repository, key) => removeGitlabKey(api, repository, key),

    ensureWebhook: (repository, candidates) => ensureGitlabWebhook(api, repository, candidates),

    removeWebhook: (repository, urls) => removeGitlabWebhook(api, repository, urls),

    async setCommitStatus(repository, commitSha, status) {
      const what = 'set the commit status';
      const answer = await api.attempt(
        {
          what,
          method: 'POST',
          path: `/projects/${encodeURIComponent(repository.id)}/statuses/${encodeURIComponent(commitSha)}`,
          body: {
            state: states[status.state],
            name: cutName(status.context, maxCharacters),
            description: cutText(status.description, maxCharacters),
            target_url: status.targetUrl,
            ...(status.branch === null ? {} : { ref: status.branch }),
          },
          needs: gitlabNeeds.status,
        },
        [400],
        z.object({}),
      );
      // Until 2025 GitLab refused a state that the status already had.
      if (answer.refused !== null && !/Cannot transition status/i.test(answer.words ?? '')) {
        throw api.answered(what, answer.refused, answer.words);
      }
    },

    async compareCommits(repository, base, head) {
      const query = new URLSearchParams({ from: base, to: head, straight: 'true' });
      const answer = await api.attempt(
        {
          what: 'compare the commits',
          path: `/projects/${encodeURIComponent(repository.id)}/repository/compare?${query}`,
          needs: gitlabNeeds.read,
        },
        [404],
        Comparison,
      );
      if (answer.refused !== null) return null;
      const { diffs, compare_timeout: timeout } = answer.data;
      const cut =
        diffs.length >= maxReliableDiffs || diffs.some((diff) => diff.collapsed === true || diff.too_large === true);
      return timeout === true || cut ? null : [...new Set(diffs.flatMap((diff) => [diff.old_path, diff.new_path]))];
    },

    mergedInto: (repository, commitSha, branch) => gitlabMergedInto(api, repository, commitSha, branch),

    lastMerged: (repository, branch) => gitlabLastMerged(api, repository, branch),

    holdsCommit: (repository, commitSha, other) => gitlabHoldsCommit(api, repository, commitSha, other),

    // GitLab's resend (since 17.4) allows 5 a minute, and fails once the webhook's URL has changed.
    redeliverFailed: async () => null,
  };
};
