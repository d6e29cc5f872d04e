import type { Proof } from '#shared/domain/records/proof.ts';
import type { CommitState, GitProvider, ProviderKey } from '#shared/providers/client/git-provider.ts';
import type { Fault, SeenRequest } from './stand-in-server.ts';

export type SeenKey = ProviderKey & { readonly readOnly: boolean };
/** `secret` and `proof`: what its deliveries are proved with. */
export type SeenHook = {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly proof: Proof;
  readonly active: boolean;
};
export type SeenStatus = {
  readonly state: string;
  readonly context: string;
  readonly description: string;
  readonly targetUrl: string;
};
/** A pull or merge request. `commitSha`: what its merge made, or would make; `reviewed`: its own commit. */
export type PullRequest = {
  readonly number: number;
  readonly branch: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly commitSha: string;
  readonly reviewed: string;
  readonly mergedAt: string;
};
export type ChangedFile = { readonly path: string; readonly previousPath?: string };

/** In what the providers differ, as far as the contract has to know it. */
export type ProviderTraits = {
  /** What it can prove with, the strongest first. */
  readonly proofs: readonly Proof[];
  /** Whether failed deliveries can be asked for again, and whether it tells when a request was merged. */
  readonly redelivers: boolean;
  readonly tellsMergeTime: boolean;
  /** Whether one key may open several repositories. */
  readonly sharesKeys: boolean;
  readonly contextCharacters: number;
  readonly descriptionCharacters: number;
  readonly states: Readonly<Record<CommitState, string>>;
  /** What a refusal's detail has to ask for, per kind of thing. */
  readonly needs: { readonly keys: RegExp; readonly hooks: RegExp; readonly statuses: RegExp };
};

/**
 * A provider to test against. After `reset` it has one repository, `acme/odoo-custom` with the default branch `main`, in
 * which every commit of 40 digits exists, neither keys nor hooks nor statuses, no fault, and no request recorded.
 */
export interface ProviderStandIn {
  readonly traits: ProviderTraits;
  /** Every form in which the good credential goes over the wire: none of them may show anywhere. */
  readonly canaries: readonly string[];
  /** `weak`: a credential that is known and may read, but not change keys, hooks or statuses. */
  connect(credential: 'good' | 'wrong' | 'weak', timeoutMs?: number): GitProvider;
  reset(): void;
  /** The repository's present name and its stable id. */
  repository(): { readonly id: string; readonly fullName: string };
  rename(fullName: string): void;
  /** As it is for everybody who has no access, or when it is deleted. */
  hide(): void;
  keys(): readonly SeenKey[];
  /** A key that a person has added; `readOnly: false` where the provider knows keys that may write. */
  addKey(key: ProviderKey & { readonly readOnly?: boolean }, where: 'here' | 'elsewhere'): void;
  hooks(): readonly SeenHook[];
  addHook(hook: { readonly url: string; readonly secret: string; readonly active: boolean }): void;
  /** What a comparison of two commits says; `incomplete`: the provider leaves some out. */
  setComparison(base: string, head: string, files: readonly ChangedFile[] | 'incomplete'): void;
  addPullRequest(request: PullRequest): void;
  /** Whether a commit has another one in its history; after `reset` none has. Either may be 12 digits. */
  holds: (commitSha: string, other: string) => boolean;
  /** A delivery to a hook that was not answered, where the provider remembers such. */
  failDelivery(webhookId: string): void;
  statuses(commitSha: string): readonly SeenStatus[];
  /** Breaks every request from now on, but for the first `after` of them, until `repair`. */
  break(fault: Fault, after?: number): void;
  /** Answers as the provider does to too many requests, until `repair`. */
  rateLimit(retryAfterSeconds: number): void;
  /** Refuses to add such a thing, for good and in its own words, until `repair`. @returns some of these words */
  refuse(what: 'keys' | 'hooks'): string;
  repair(): void;
  requests(): readonly SeenRequest[];
  stop(): Promise<void>;
}
