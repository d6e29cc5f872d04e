import { ulid } from 'ulid';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { noRefusals } from '#shared/domain/repository/provider-refusals.ts';
import type { CloneUrl } from '#shared/git/clone-url.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { hookIdOf } from '#shared/secrets/webhook-secret.ts';
import type { NewDeployKey } from './deploy-key-step.ts';
import { pastedProof } from './hook-candidates.ts';
import { hookOf } from './secret-to-paste.ts';

/** The repository that a caller wants to connect. */
export type ConnectionRequest = {
  readonly cloneUrl: CloneUrl;
  readonly repositoryUrl: string;
  readonly branch: string;
};

/** The record of a new connection, before any of its effects. @param now RFC 3339 */
export const newConnection = (
  project: ProjectRecord,
  request: ConnectionRequest,
  key: NewDeployKey,
  root: RootKey,
  now: string,
): RepositoryRecord => {
  const connectionId = ulid(Date.parse(now));
  const record: RepositoryRecord = {
    organizationId: project.organizationId,
    projectId: project.id,
    connectionId,
    provider: request.cloneUrl.provider,
    repositoryUrl: request.repositoryUrl,
    host: request.cloneUrl.host,
    fullName: request.cloneUrl.fullName,
    httpsUrl: request.cloneUrl.httpsUrl,
    sshUrl: request.cloneUrl.sshUrl,
    branch: request.branch,
    status: 'connecting',
    statusReason: 'The connection is being made.',
    providerRepositoryId: null,
    reportedBranch: null,
    reportedAt: null,
    replacedBy: null,
    deployKey: key.record,
    retiringKey: null,
    abandonedKeyIds: [],
    submodules: [],
    intentAt: now,
    hookId: '',
    proof: pastedProof(request.cloneUrl.provider),
    abandonedHookIds: [],
    revokesPrevious: false,
    refusals: noRefusals,
    comparesCommits: false,
    rootKeyVersion: root.current,
    webhookInstalled: 'manual',
    generation: 1,
    generationSince: now,
    previousGenerationUntil: null,
    deliveredGeneration: 0,
    reconciliation: { nextAt: now, lastAt: null, baseline: null, failures: 0, silentSince: null },
    lastComparison: null,
    lastValidation: null,
    lastRejectedAt: null,
    connectedAt: now,
    lastSyncedAt: null,
    version: 1,
  };
  return { ...record, hookId: hookIdOf(root, hookOf(record)) };
};
