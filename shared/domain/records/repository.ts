import type { DeployKeyId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Comparison, Provider, RepositoryStatus, Validation } from '#shared/contract/repository.ts';
import type { DeployKeyRecord, RetiringKey } from './deploy-key.ts';
import type { Proof } from './proof.ts';
import type { SubmoduleRecord } from './submodule.ts';

export type { DeployKeyRecord } from './deploy-key.ts';

/** When the remote was read for the baseline of the mappings, RFC 3339. */
export type Baseline = {
  readonly at: string;
  /** The project's version: every mapping that was remapped up to it has its baseline. */
  readonly version: number;
};

/** When a connection's branches are compared with its remote. Times in RFC 3339. */
export type ReconcileRecord = {
  readonly nextAt: string;
  /** Null before the first reconciliation. */
  readonly lastAt: string | null;
  /** Null until the remote has been read. What it has at that time deploys nothing. */
  readonly baseline: Baseline | null;
  /** Failures in a row. */
  readonly failures: number;
  /** Since when the webhook misses pushes; null while deliveries arrive. */
  readonly silentSince: string | null;
};

/** What the provider refused permanently, in sentences; null if it refused nothing. */
export type ProviderRefusals = {
  readonly deployKey: string | null;
  readonly webhook: string | null;
  /** What oCore could not remove at the provider. */
  readonly leftBehind: string | null;
};

/** The last comparison of the branches with the remote. */
export type ComparisonRecord =
  | {
      readonly at: string;
      /** Pushes that no delivery had reported. */
      readonly lost: number;
      /** False while more of it is to be done. */
      readonly isWhole: boolean;
    }
  | { readonly at: string; readonly result: Comparison['result']; readonly detail: string };

export type RepositoryRecord = {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  /** A ULID of 26 characters, never reused. */
  readonly connectionId: string;
  readonly provider: Provider;
  readonly repositoryUrl: string;
  readonly host: string;
  readonly fullName: string;
  readonly httpsUrl: string;
  readonly sshUrl: string;
  readonly branch: string;
  readonly status: RepositoryStatus;
  readonly statusReason: string | null;
  /** The provider's stable id, known after the first authentic delivery or API answer. */
  readonly providerRepositoryId: string | null;
  /** The provider's default branch as last reported; null before the first report. `branch` follows it while equal. */
  readonly reportedBranch: string | null;
  /** When the present name and `reportedBranch` became true, by the provider's clock, RFC 3339; null if unknown. */
  readonly reportedAt: string | null;
  /** The id of another repository that now has this name; null for none. */
  readonly replacedBy: string | null;
  readonly deployKey: DeployKeyRecord;
  /** The old key while both work. */
  readonly retiringKey: RetiringKey | null;
  /** Keys of interrupted steps. Their secrets may exist and must be deleted. */
  readonly abandonedKeyIds: readonly DeployKeyId[];
  /** When the running step with side effects began; null if none runs. */
  readonly intentAt: string | null;
  /** The repositories of submodules that have a key of their own. */
  readonly submodules: readonly SubmoduleRecord[];
  readonly hookId: string;
  /** How a delivery of the present generation is proved. */
  readonly proof: Proof;
  /** Hooks of earlier generations that may exist at the provider and must be removed. */
  readonly abandonedHookIds: readonly string[];
  /** Whether the running rotation ends the previous generation at once. */
  readonly revokesPrevious: boolean;
  readonly refusals: ProviderRefusals;
  /** Whether there was a credential for the provider's API when the connection was last looked at. */
  readonly comparesCommits: boolean;
  readonly rootKeyVersion: number;
  readonly webhookInstalled: 'automatic' | 'manual';
  readonly generation: number;
  readonly generationSince: string;
  readonly previousGenerationUntil: string | null;
  /** The newest generation that has sent an authentic delivery; 0 for none. Unlike deliveries it does not expire. */
  readonly deliveredGeneration: number;
  readonly reconciliation: ReconcileRecord;
  readonly lastComparison: ComparisonRecord | null;
  readonly lastValidation: (Pick<Validation, 'result' | 'detail'> & { readonly at: string }) | null;
  /**
   * When a delivery of the present generation was last refused because of its signature, noted every 10 minutes at most.
   * Anybody who knows the webhook's URL can cause it.
   */
  readonly lastRejectedAt: string | null;
  readonly connectedAt: string;
  readonly lastSyncedAt: string | null;
  readonly version: number;
};
