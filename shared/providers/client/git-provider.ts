import type { Proof } from '#shared/domain/records/proof.ts';

/** A repository in a provider's API. `id` survives renames and transfers. */
export type ProviderRepository = {
  readonly id: string;
  readonly fullName: string;
  /** Null while the repository is empty. */
  readonly defaultBranch: string | null;
};

/** A repository in a list, without its id. */
export type ListedRepository = Pick<ProviderRepository, 'fullName' | 'defaultBranch'>;

/** `q`: a part of the full name, in any case; null: any. `position`: of the page before; null: from the start. */
export type WantedRepositories = {
  readonly q: string | null;
  readonly limit: number;
  readonly position: string | null;
};

/** `position`: where the next page begins; null at the end. A page may be short. */
export type RepositoryPage = { readonly rows: readonly ListedRepository[]; readonly position: string | null };

/** A deploy key at the provider. Its title, `ocore <key id>`, marks it as ours. */
export type ProviderKey = { readonly title: string; readonly publicKey: string };

/** A webhook to find or make. If a provider supports several kinds of proof, each kind has its own URL and secret. */
export type WebhookCandidate = { readonly proof: Proof; readonly url: string; readonly secret: string };

export type CommitState = 'pending' | 'running' | 'success' | 'failure' | 'cancelled';

export type CommitStatus = {
  readonly state: CommitState;
  /** The name of the status, for instance `ocore/Staging`. */
  readonly context: string;
  readonly description: string;
  readonly targetUrl: string;
  /** The branch, if any: GitLab and Bitbucket use it. */
  readonly branch: string | null;
};

/** A pull or merge request that was merged. */
export type MergedRequest = {
  readonly number: number;
  /** RFC 3339; null if the provider does not say when it was merged. */
  readonly mergedAt: string | null;
};

/** A merged request with the commit that its merge made: at Bitbucket the first 12 digits of it. */
export type MergedCommit = MergedRequest & { readonly commitSha: string };

/**
 * What oCore needs from a Git provider's API, with a credential that an administrator has set. Every `ensure` looks for
 * an existing object before it creates one, and every `remove` of a missing object succeeds, so that each call may be
 * repeated after a crash.
 * Source: docs/design/connecting.md, "Operations of several steps"; docs/design/providers.md, "Comparison".
 *
 * Every call may throw Problem `provider_credential_rejected` (the provider refuses the credential, or the credential
 * lacks a right; the detail names it), `provider_rate_limited` (with `retry-after`) or `provider_failed` (any other
 * fault of the provider: no answer, 5xx, an undocumented answer). Causes and details never quote a credential or a
 * secret.
 */
export interface GitProvider {
  verifyAccess(): Promise<{ readonly login: string; readonly expiresAt: string | null }>;
  /**
   * Finds a repository by full name, or by its stable id, which survives renames and transfers.
   * @returns null if it is gone or hidden
   */
  findRepository(by: { readonly fullName: string } | { readonly id: string }): Promise<ProviderRepository | null>;
  /** Lists the repositories that the credential can reach, in the provider's order. */
  listRepositories(wanted: WantedRepositories): Promise<RepositoryPage>;
  /** Adds a key with read access only. @throws Problem `deploy_key_in_use` if another repository has it */
  ensureDeployKey(repository: ProviderRepository, key: ProviderKey): Promise<void>;
  /** Removes the keys with this title or this public key. @returns whether there was one */
  removeDeployKey(
    repository: ProviderRepository,
    key: { readonly title: string; readonly publicKey: string | null },
  ): Promise<boolean>;
  /**
   * Ensures exactly one active webhook, for the first candidate that the provider supports. The secret is always set,
   * even on an existing webhook, because no provider shows it. Other webhooks with one of the candidates' URLs are
   * removed.
   */
  ensureWebhook(
    repository: ProviderRepository,
    candidates: readonly WebhookCandidate[],
  ): Promise<{ readonly webhookId: string; readonly proof: Proof }>;
  /** Removes every webhook with one of these URLs. @returns whether there was one */
  removeWebhook(repository: ProviderRepository, urls: readonly string[]): Promise<boolean>;
  setCommitStatus(repository: ProviderRepository, commitSha: string, status: CommitStatus): Promise<void>;
  /** The files that differ between two commits; null if the provider cannot list all of them. */
  compareCommits(repository: ProviderRepository, base: string, head: string): Promise<readonly string[] | null>;
  /**
   * The pull or merge request whose merge made this commit the head of the branch. Null if the provider confirms none;
   * shortly after a merge it may not know it yet.
   * @param commitSha the full id
   */
  mergedInto(repository: ProviderRepository, commitSha: string, branch: string): Promise<MergedRequest | null>;
  /** The 50 requests that were merged into the branch last, whether it still holds them or not, the latest first. */
  lastMerged(repository: ProviderRepository, branch: string): Promise<readonly MergedCommit[]>;
  /**
   * Whether a commit has another one in its history, or is it; false for commits that the provider does not know.
   * @param commitSha as `other`: the full id, or 12 digits of it
   * @returns null if this provider cannot tell
   */
  holdsCommit(repository: ProviderRepository, commitSha: string, other: string): Promise<boolean | null>;
  /**
   * Asks the provider to repeat deliveries to these URLs that never succeeded: at most 100 of them, each at most three
   * times.
   * @param since RFC 3339; older deliveries are not repeated
   * @returns how many; null if the provider does not support it
   */
  redeliverFailed(
    repository: ProviderRepository,
    webhookUrls: readonly string[],
    since: string,
  ): Promise<number | null>;
}
