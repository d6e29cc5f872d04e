import type { Proof } from '#shared/domain/records/proof.ts';

/** A repository as a provider's API knows it. `id` is stable over renames and transfers. */
export type ProviderRepository = {
  readonly id: string;
  readonly fullName: string;
  /** Null while the repository is empty. */
  readonly defaultBranch: string | null;
};

/** A deploy key at the provider. Its title, `ocore <key id>`, tags it as ours. */
export type ProviderKey = { readonly title: string; readonly publicKey: string };

/** A hook to be found or made. Where a provider can prove in several ways, each way has a URL and a secret of its own. */
export type WebhookWish = { readonly proof: Proof; readonly url: string; readonly secret: string };

export type CommitState = 'pending' | 'running' | 'success' | 'failure' | 'cancelled';

export type CommitStatus = {
  readonly state: CommitState;
  /** Names the reporter, for instance `ocore/Staging`. */
  readonly context: string;
  readonly description: string;
  readonly targetUrl: string;
  /** The branch, where there is one: GitLab and Bitbucket want it. */
  readonly branch: string | null;
};

/** A pull or merge request that was merged. */
export type MergedRequest = {
  readonly number: number;
  /** RFC 3339; null where the provider does not tell when it was merged. */
  readonly mergedAt: string | null;
};

/**
 * What oCore asks of a Git provider's API, with a credential that an administrator has set. Every `ensure` finds and
 * adopts before it creates, and every `remove` of a thing that is gone succeeds, so that each may be repeated after a
 * crash.
 * Source: docs/design/connecting.md, "Operations of several steps"; docs/design/providers.md, "Comparison".
 *
 * Every call may throw Problem `provider_credential_rejected` (the provider refuses the credential, or it may not do this;
 * the detail says what it needs), `provider_rate_limited` (with `retry-after`) or `provider_failed` (everything else that
 * is the provider's fault: no answer, 5xx, an answer that is not what it documents). Causes and details never quote a
 * credential or a secret.
 */
export interface GitProvider {
  verifyAccess(): Promise<{ readonly login: string; readonly expiresAt: string | null }>;
  /** Finds by full name, or by the stable id, which follows renames and transfers. @returns null where it is gone or hidden */
  findRepository(by: { readonly fullName: string } | { readonly id: string }): Promise<ProviderRepository | null>;
  /** Adds a key with read access only. @throws Problem `deploy_key_in_use` where another repository has it */
  ensureDeployKey(repository: ProviderRepository, key: ProviderKey): Promise<void>;
  /** Removes the keys with this title or this public key. @returns whether there was one */
  removeDeployKey(
    repository: ProviderRepository,
    key: { readonly title: string; readonly publicKey: string | null },
  ): Promise<boolean>;
  /**
   * Makes sure of exactly one active hook, for the first of the wishes that the provider can fulfil; its secret is set anew
   * even where the hook is found, since no provider shows it. Surplus hooks with one of these URLs are removed.
   */
  ensureWebhook(
    repository: ProviderRepository,
    wishes: readonly WebhookWish[],
  ): Promise<{ readonly webhookId: string; readonly proof: Proof }>;
  /** Removes every hook with one of these URLs. @returns whether there was one */
  removeWebhook(repository: ProviderRepository, urls: readonly string[]): Promise<boolean>;
  /** Asks for a test delivery; false where the provider cannot. */
  pingWebhook(repository: ProviderRepository, webhookId: string): Promise<boolean>;
  setCommitStatus(repository: ProviderRepository, commitSha: string, status: CommitStatus): Promise<void>;
  /** Files that differ between two commits; null where the provider cannot tell all of them. */
  compareCommits(repository: ProviderRepository, base: string, head: string): Promise<readonly string[] | null>;
  /**
   * The pull or merge request whose merge made this commit the head of the branch. Null where the provider confirms none,
   * which a moment after the merge may only mean not yet. @param commitSha all its digits
   */
  mergedInto(repository: ProviderRepository, commitSha: string, branch: string): Promise<MergedRequest | null>;
  /**
   * Asks once more for the deliveries to these URLs of which no attempt has succeeded, at most 100 of them and none for the
   * fourth time. @param since RFC 3339; older ones stay as they are. @returns how many, null where the provider cannot
   */
  redeliverFailed(
    repository: ProviderRepository,
    webhookUrls: readonly string[],
    since: string,
  ): Promise<number | null>;
}
