import type { DeployKeyId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Provider, RepositoryStatus } from '#shared/contract/repository.ts';
import type { Proof } from './proof.ts';

export type DeployKeyRecord = {
  readonly id: DeployKeyId;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly installed: 'automatic' | 'manual';
  readonly createdAt: string;
  readonly lastVerifiedAt: string | null;
};

/** The comparison of a connection's branches with its remote. Times in RFC 3339. */
export type SweepRecord = {
  readonly nextAt: string;
  /** Null before the first: what the remote has then is where the connection begins, and deploys nothing. */
  readonly lastAt: string | null;
  /** Failures in a row. */
  readonly failures: number;
  /** Since when pushes are known to be missing of which no delivery told. */
  readonly silentSince: string | null;
};

export type RepositoryRecord = {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  /** 26 characters, a ULID; a connection id is never used again. */
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
  /** The provider's stable id, once the first authentic delivery or API answer has told it. */
  readonly providerRepositoryId: string | null;
  readonly deployKey: DeployKeyRecord;
  /** The old key while both work. */
  readonly retiringKey: (DeployKeyRecord & { readonly since: string }) | null;
  /** Keys whose secrets may exist and must go: left over from an attempt that was cut short. */
  readonly abandonedKeyIds: readonly DeployKeyId[];
  /** When a step with effects began that has not ended; null where none is under way. */
  readonly intentAt: string | null;
  readonly hookId: string;
  /** How a delivery of the present generation is proved. */
  readonly proof: Proof;
  /** Hooks that may exist at the provider and must go: those of earlier generations. */
  readonly abandonedHookIds: readonly string[];
  /** Whether the rotation of the hook that is under way ends the generation before it at once. */
  readonly revokesPrevious: boolean;
  readonly rootKeyVersion: number;
  readonly webhookInstalled: 'automatic' | 'manual';
  readonly generation: number;
  readonly generationSince: string;
  readonly previousGenerationUntil: string | null;
  /** The newest generation that an authentic delivery has come from; 0 for none. Deliveries expire, this does not. */
  readonly deliveredGeneration: number;
  readonly sweep: SweepRecord;
  readonly connectedAt: string;
  readonly lastSyncedAt: string | null;
  readonly version: number;
};
