import type { Provider } from '#shared/contract/repository.ts';
import { repositoryPage } from '#shared/domain/commit-links.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** The web page of a repository, derived from its HTTPS clone URL. */
export const pageOf = (repository: Pick<RepositoryRecord, 'provider' | 'httpsUrl'>): string =>
  repositoryPage(repository).url;

/** How a provider is asked for a repository: by its stable id as soon as that is known, which survives renames. */
export const repositoryAddress = ({
  providerRepositoryId,
  fullName,
}: Pick<RepositoryRecord, 'providerRepositoryId' | 'fullName'>):
  | { readonly id: string }
  | { readonly fullName: string } => (providerRepositoryId === null ? { fullName } : { id: providerRepositoryId });

/** Where a person finds a repository's settings at the provider, and which events the webhook sends. */
export type ProviderProfile = {
  readonly name: string;
  readonly deployKeysUrl: (page: string) => string;
  readonly webhooksUrl: (page: string) => string;
  readonly webhookEvents: readonly string[];
  readonly addDeployKey: (settingsUrl: string) => string;
  readonly addWebhook: (settingsUrl: string) => string;
};

/** Source: docs/connecting.md, "What to paste where". */
export const providerProfiles: Readonly<Record<Provider, ProviderProfile>> = {
  github: {
    name: 'GitHub',
    deployKeysUrl: (page) => `${page}/settings/keys`,
    webhooksUrl: (page) => `${page}/settings/hooks`,
    webhookEvents: ['push', 'pull_request'],
    addDeployKey: (url) => `Open ${url}, choose Add deploy key, paste the public key, leave Allow write access off.`,
    addWebhook: (url) =>
      `Open ${url}, choose Add webhook, paste the URL and the secret, set the content type to application/json, choose the events Pushes and Pull requests.`,
  },
  gitlab: {
    name: 'GitLab',
    deployKeysUrl: (page) => `${page}/-/settings/repository`,
    webhooksUrl: (page) => `${page}/-/hooks`,
    webhookEvents: ['push_events', 'tag_push_events', 'merge_requests_events'],
    addDeployKey: (url) => `Open ${url}, expand Deploy keys, paste the public key, leave Grant write permissions off.`,
    addWebhook: (url) =>
      `Open ${url}, choose Add new webhook, paste the URL and the secret as Secret token, choose Push events, Tag push events and Merge request events.`,
  },
  bitbucket: {
    name: 'Bitbucket',
    deployKeysUrl: (page) => `${page}/admin/access-keys/`,
    webhooksUrl: (page) => `${page}/admin/webhooks`,
    webhookEvents: ['repo:push', 'pullrequest:fulfilled'],
    addDeployKey: (url) => `Open ${url}, choose Add key, paste the public key (access keys can only read).`,
    addWebhook: (url) =>
      `Open ${url}, choose Add webhook, paste the URL and the secret, choose the triggers Repository push and Pull request merged.`,
  },
  gitea: {
    name: 'Gitea',
    deployKeysUrl: (page) => `${page}/settings/keys`,
    webhooksUrl: (page) => `${page}/settings/hooks`,
    // Gitea does not send a push for a deleted branch.
    webhookEvents: ['push', 'pull_request', 'delete'],
    addDeployKey: (url) => `Open ${url}, choose Add Deploy Key, paste the public key, leave write access off.`,
    addWebhook: (url) =>
      `Open ${url}, choose Add Webhook, Gitea, paste the URL and the secret, set the content type to application/json, choose the events Push, Delete and Pull Request.`,
  },
};
