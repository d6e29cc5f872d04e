import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';
import { verifyAccess } from './access.ts';
import { GithubApi } from './api.ts';
import { GithubCommits } from './commits.ts';
import { GithubDeliveries } from './deliveries.ts';
import { GithubDeployKeys } from './deploy-keys.ts';
import { GithubWebhooks } from './hook-installer.ts';
import { listGithubRepositories } from './list-repositories.ts';
import { holdsCommit, lastMerged } from './merge-facts.ts';
import { mergedInto } from './merged-into.ts';
import { GithubRepositories } from './repositories.ts';

/**
 * GitHub and GitHub Enterprise Server, with a token or as a GitHub App.
 * Source: docs/design/providers.md, "GitHub: calling the API" and "GitHub: repositories".
 */
export const githubProvider = (access: ProviderAccess): GitProvider => {
  const api = new GithubApi(access);
  const repositories = new GithubRepositories(api);
  const deployKeys = new GithubDeployKeys(api, repositories);
  const webhooks = new GithubWebhooks(api, repositories);
  const commits = new GithubCommits(api);
  const deliveries = new GithubDeliveries(api, webhooks);
  return {
    verifyAccess: () => verifyAccess(api),
    findRepository: (by) => repositories.find(by),
    listRepositories: (wanted) => listGithubRepositories(api, wanted),
    ensureDeployKey: (repository, key) => deployKeys.ensure(repository, key),
    removeDeployKey: (repository, key) => deployKeys.remove(repository, key),
    ensureWebhook: (repository, candidates) => webhooks.ensure(repository, candidates),
    removeWebhook: (repository, urls) => webhooks.remove(repository, urls),
    setCommitStatus: (repository, commitSha, status) => commits.setStatus(repository, commitSha, status),
    compareCommits: (repository, base, head) => commits.compare(repository, base, head),
    mergedInto: (repository, commitSha, branch) => mergedInto(api, repository, commitSha, branch),
    lastMerged: (repository, branch) => lastMerged(api, repository, branch),
    holdsCommit: (repository, commitSha, other) => holdsCommit(api, repository, commitSha, other),
    redeliverFailed: (repository, urls, since) => deliveries.redeliverFailed(repository, urls, since),
  };
};
