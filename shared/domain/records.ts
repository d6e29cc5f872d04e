import type { MappingTrigger, RefType } from '../contract/branch-mapping.ts';
import type { Decision } from '../contract/decision.ts';
import type { Deployment } from '../contract/deployment.ts';
import type { Approval, DeploymentSummary, EnvironmentType } from '../contract/environment.ts';
import type {
  DeliveryId,
  DeployKeyId,
  DeploymentId,
  EnvironmentId,
  MappingId,
  OrganizationId,
  ProjectId,
} from '../contract/id.ts';
import type { Provider, RepositoryStatus, RepositorySummary } from '../contract/repository.ts';
import type { WebhookAnswer } from '../contract/webhook.ts';
import type { BranchHead } from './branch-head.ts';
import type { EventSource } from './decide-in-order.ts';
import type { EventRepository, GitEvent } from './git-event.ts';
import type { ProjectAccess } from './project-access.ts';
import type { Proof } from './proof.ts';
import type { Requester } from './requester.ts';

/** What is kept of each thing. An answer is built from these field by field, never by spreading (CVE-2025-55190). */

export type MappingRecord = {
  readonly id: MappingId;
  readonly refType: RefType;
  readonly branchPattern: string;
  readonly environmentId: EnvironmentId;
  readonly trigger: MappingTrigger;
  readonly priority: number;
  readonly autoDeploy: boolean;
  readonly paths: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The project's version at the mapping's last change. */
  readonly version: number;
};

export type EnvironmentName = { readonly name: string; readonly type: EnvironmentType };

export type ProjectRecord = {
  readonly organizationId: OrganizationId;
  readonly id: ProjectId;
  readonly name: string;
  readonly description: string | null;
  readonly defaultOdooVersion: string | null;
  readonly archivedAt: string | null;
  readonly access: ProjectAccess;
  readonly clonedFrom: ProjectId | null;
  readonly repository: RepositorySummary | null;
  /** In priority order, at most 50. */
  readonly branchMappings: readonly MappingRecord[];
  /** Names and types by environment id, at most 20: a mapping's answer needs them. */
  readonly environments: Readonly<Record<string, EnvironmentName>>;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly deletingAt: string | null;
  readonly version: number;
};

/** What a slot keeps of a deployment that runs, or is what stands in the environment. */
export type SlotDeployment = DeploymentSummary & {
  /** The deployment that first brought its commit: another one only for a redeploy. */
  readonly originId: DeploymentId;
};

/** Who carries out the running deployment, and until when. */
export type LeaseRecord = {
  readonly id: string;
  /** What the runner calls itself. */
  readonly runner: string;
  readonly startedAt: string;
  readonly expiresAt: string;
  /** Who has asked to cancel it, by name; null where nobody has. */
  readonly cancelledBy: string | null;
};

export type EnvironmentRecord = {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly id: EnvironmentId;
  readonly name: string;
  readonly type: EnvironmentType;
  readonly odooVersion: string | null;
  readonly approval: Approval;
  readonly autoDeploy: boolean;
  readonly paused: { readonly reason: string; readonly by: string; readonly since: string } | null;
  readonly current: SlotDeployment | null;
  readonly running: SlotDeployment | null;
  /** Queued or waiting, whole: a claim hands it out without reading it. */
  readonly pending: DeploymentRecord | null;
  /** Of the running deployment; null where none runs. */
  readonly lease: LeaseRecord | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
};

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

/** A branch or tag that a mapping matches, with the pushes of it that were seen. */
export type BranchHeadRecord = BranchHead & {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  /** Another connection begins anew: it may be another repository. */
  readonly connectionId: string;
  readonly ref: string;
  /** When it last was written, RFC 3339. */
  readonly seenAt: string;
  readonly version: number;
};

export type ProviderSettingsRecord = {
  readonly organizationId: OrganizationId;
  readonly provider: Provider;
  /** Null: the provider's public host. No slash at its end. */
  readonly baseUrl: string | null;
  readonly sshHost: string | null;
  readonly sshPort: number | null;
  /** Lines as in known_hosts, without the host: `ssh-ed25519 AAAA…`. */
  readonly sshHostKeys: readonly string[];
  readonly credential: {
    readonly kind: 'token' | 'app';
    readonly lastFour: string;
    readonly setAt: string;
    readonly expiresAt: string | null;
    readonly login: string;
    readonly secretId: string;
  } | null;
  /** Secrets that may exist and must go. */
  readonly abandonedSecretIds: readonly string[];
  readonly updatedAt: string | null;
  readonly version: number;
};

/** What a waiting deployment waits for: somebody's approval, the end of a pause. */
export type Wait = 'approval' | 'pause';

export type DeploymentRecord = Deployment & {
  readonly organizationId: OrganizationId;
  /** Empty unless it waits. */
  readonly waitsFor: readonly Wait[];
  /** When it is cancelled for want of an approval, RFC 3339; null unless nothing but that is missing. */
  readonly approvalUntil: string | null;
  readonly originId: DeploymentId;
  /** Who asked for it; null for what comes by itself: a push, a merge, a tag, a reconcile. */
  readonly requester: Requester | null;
  readonly version: number;
};

export type DeliveryRecord = {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly id: DeliveryId;
  readonly provider: Provider;
  readonly providerDeliveryId: string | null;
  readonly event: string;
  readonly ref: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly receivedAt: string;
  readonly durationMs: number;
  readonly generation: number;
  readonly redeliveryOf: DeliveryId | null;
  readonly source: EventSource;
  /** What it told, so that it can be run again; null where its body could not be read. */
  readonly told: { readonly repository: EventRepository | null; readonly changes: readonly GitEvent[] } | null;
  readonly decision: Decision;
  /** The first answer; a replay gets it again. */
  readonly answer: WebhookAnswer;
};
