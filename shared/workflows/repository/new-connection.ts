import { ulid } from 'ulid';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { CloneUrl } from '#shared/git/clone-url.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { hookIdOf } from '#shared/secrets/webhook-secret.ts';
import type { NewDeployKey } from './deploy-key-step.ts';
import { pastedProof } from './hook-wishes.ts';
import { hookOf } from './paste-secret.ts';

/** What a caller wants to be connected. */
export type ConnectionWish = { readonly cloneUrl: CloneUrl; readonly repositoryUrl: string; readonly branch: string };

/** The record of a connection that begins: nothing of it exists yet but the wish. @param now RFC 3339 */
export const newConnection = (
  project: ProjectRecord,
  wish: ConnectionWish,
  key: NewDeployKey,
  root: RootKey,
  now: string,
): RepositoryRecord => {
  const connectionId = ulid(Date.parse(now));
  const record: RepositoryRecord = {
    organizationId: project.organizationId,
    projectId: project.id,
    connectionId,
    provider: wish.cloneUrl.provider,
    repositoryUrl: wish.repositoryUrl,
    host: wish.cloneUrl.host,
    fullName: wish.cloneUrl.fullName,
    httpsUrl: wish.cloneUrl.httpsUrl,
    sshUrl: wish.cloneUrl.sshUrl,
    branch: wish.branch,
    status: 'connecting',
    statusReason: 'The connection is being made.',
    providerRepositoryId: null,
    deployKey: key.record,
    retiringKey: null,
    abandonedKeyIds: [],
    intentAt: now,
    hookId: '',
    proof: pastedProof(wish.cloneUrl.provider),
    abandonedHookIds: [],
    revokesPrevious: false,
    rootKeyVersion: root.current,
    webhookInstalled: 'manual',
    generation: 1,
    generationSince: now,
    previousGenerationUntil: null,
    deliveredGeneration: 0,
    sweep: { nextAt: now, lastAt: null, failures: 0, silentSince: null },
    connectedAt: now,
    lastSyncedAt: null,
    version: 1,
  };
  return { ...record, hookId: hookIdOf(root, hookOf(record)) };
};
