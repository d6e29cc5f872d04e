/** A repository as a provider's API knows it. `id` is stable over renames and transfers. */
export type ProviderRepository = { readonly id: string; readonly fullName: string; readonly defaultBranch: string };

/** A hook to be found or made at the provider. */
export type WebhookWish = { readonly url: string; readonly secret: string; readonly events: readonly string[] };

export type CommitState = 'pending' | 'running' | 'success' | 'failure' | 'cancelled';

/**
 * What oCore asks of a Git provider's API, with a credential that an administrator has set. Every `ensure` finds and
 * adopts before it creates, and every `remove` of a thing that is gone succeeds, so that each may be repeated after a
 * crash. Source: design §6; reference/providers.md §1.5, §2.4, §3.3, §5.
 */
export interface GitProvider {
  /** @throws Problem `provider_credential_rejected`, `provider_rate_limited`, `provider_failed` */
  verifyAccess(): Promise<{ readonly login: string; readonly expiresAt: string | null }>;
  findRepository(fullNameOrId: string): Promise<ProviderRepository | null>;
  /** Read access only. @throws Problem `deploy_key_in_use` */
  ensureDeployKey(repositoryId: string, title: string, publicKey: string): Promise<{ readonly keyId: string }>;
  removeDeployKey(repositoryId: string, publicKey: string): Promise<void>;
  ensureWebhook(repositoryId: string, wish: WebhookWish): Promise<{ readonly webhookId: string }>;
  removeWebhook(repositoryId: string, url: string): Promise<void>;
  /** Asks for a test delivery; false where the provider cannot. */
  pingWebhook(repositoryId: string, webhookId: string): Promise<boolean>;
  setCommitStatus(
    repositoryId: string,
    commitSha: string,
    status: {
      readonly state: CommitState;
      readonly context: string;
      readonly description: string;
      readonly url: string;
    },
  ): Promise<void>;
  /** Files that differ between two commits; null where the provider cannot tell all of them. */
  compareCommits(repositoryId: string, base: string, head: string): Promise<readonly string[] | null>;
}
