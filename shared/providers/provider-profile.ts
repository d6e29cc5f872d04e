import type { Provider } from '../contract/repository.ts';

/** Where a person finds a repository's settings at the provider, and what the webhook there has to send. */
export type ProviderProfile = {
  readonly name: string;
  readonly deployKeysUrl: (host: string, fullName: string) => string;
  readonly webhooksUrl: (host: string, fullName: string) => string;
  readonly webhookEvents: readonly string[];
  readonly addDeployKey: (settingsUrl: string) => string;
  readonly addWebhook: (settingsUrl: string) => string;
};

/** Source: reference/providers.md §1.5, §2.4, §3.3, §5. */
export const providerProfiles: Readonly<Record<Provider, ProviderProfile>> = {
  github: {
    name: 'GitHub',
    deployKeysUrl: (host, fullName) => `https://${host}/${fullName}/settings/keys`,
    webhooksUrl: (host, fullName) => `https://${host}/${fullName}/settings/hooks`,
    webhookEvents: ['push', 'pull_request'],
    addDeployKey: (url) => `Open ${url}, choose Add deploy key, paste the public key, leave Allow write access off.`,
    addWebhook: (url) =>
      `Open ${url}, choose Add webhook, paste the URL and the secret, set the content type to application/json, choose the events Pushes and Pull requests.`,
  },
  gitlab: {
    name: 'GitLab',
    deployKeysUrl: (host, fullName) => `https://${host}/${fullName}/-/settings/repository`,
    webhooksUrl: (host, fullName) => `https://${host}/${fullName}/-/hooks`,
    webhookEvents: ['push_events', 'tag_push_events', 'merge_requests_events'],
    addDeployKey: (url) => `Open ${url}, expand Deploy keys, paste the public key, leave Grant write permissions off.`,
    addWebhook: (url) =>
      `Open ${url}, choose Add new webhook, paste the URL and the secret as Secret token, choose Push events, Tag push events and Merge request events.`,
  },
  bitbucket: {
    name: 'Bitbucket',
    deployKeysUrl: (host, fullName) => `https://${host}/${fullName}/admin/access-keys/`,
    webhooksUrl: (host, fullName) => `https://${host}/${fullName}/admin/webhooks`,
    webhookEvents: ['repo:push', 'pullrequest:fulfilled'],
    addDeployKey: (url) => `Open ${url}, choose Add key, paste the public key (access keys can only read).`,
    addWebhook: (url) =>
      `Open ${url}, choose Add webhook, paste the URL and the secret, choose the triggers Repository push and Pull request merged.`,
  },
  gitea: {
    name: 'Gitea',
    deployKeysUrl: (host, fullName) => `https://${host}/${fullName}/settings/keys`,
    webhooksUrl: (host, fullName) => `https://${host}/${fullName}/settings/hooks`,
    // A branch's deletion is no push there.
    webhookEvents: ['push', 'pull_request', 'delete'],
    addDeployKey: (url) => `Open ${url}, choose Add Deploy Key, paste the public key, leave write access off.`,
    addWebhook: (url) =>
      `Open ${url}, choose Add Webhook, Gitea, paste the URL and the secret, set the content type to application/json, choose the events Push, Delete and Pull Request.`,
  },
};
