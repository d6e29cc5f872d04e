import type { GitProvider } from './git-provider.ts';
import { verifyAccess } from './github/access.ts';
import { GithubApi } from './github/api.ts';
import { GithubCommits } from './github/commits.ts';
import { GithubDeliveries } from './github/deliveries.ts';
import { GithubDeployKeys } from './github/deploy-keys.ts';
import { mergedInto } from './github/merged-into.ts';
import { GithubRepositories } from './github/repositories.ts';
import { GithubWebhooks } from './github/webhooks.ts';
import type { ProviderAccess } from './provider-credential.ts';

/** GitHub, Enterprise Server included, with a token or as a GitHub App. Source: reference/providers.md §1.4, §1.5. */
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
    ensureDeployKey: (repository, key) => deployKeys.ensure(repository, key),
    removeDeployKey: (repository, key) => deployKeys.remove(repository, key),
    ensureWebhook: (repository, wishes) => webhooks.ensure(repository, wishes),
    removeWebhook: (repository, urls) => webhooks.remove(repository, urls),
    pingWebhook: (repository, webhookId) => webhooks.ping(repository, webhookId),
    setCommitStatus: (repository, commitSha, status) => commits.setStatus(repository, commitSha, status),
    compareCommits: (repository, base, head) => commits.compare(repository, base, head),
    mergedInto: (repository, commitSha, branch) => mergedInto(api, repository, commitSha, branch),
    redeliverFailed: (repository, urls, since) => deliveries.redeliverFailed(repository, urls, since),
  };
};
