import * as z from 'zod/mini';
import { DeployKeyId } from './id.ts';
import { RefName } from './ref-name.ts';
import { Timestamp } from './text.ts';

export const Provider = z.enum(['github', 'gitlab', 'bitbucket', 'gitea']);
export type Provider = z.infer<typeof Provider>;

export const RepositoryStatus = z.enum(['connecting', 'action_required', 'connected', 'failing', 'disconnecting']);
export type RepositoryStatus = z.infer<typeof RepositoryStatus>;

const Installed = z.enum(['automatic', 'manual']);

export const RepositorySummary = z.object({
  provider: Provider,
  repositoryUrl: z.string(),
  fullName: z.string(),
  branch: z.string(),
  status: RepositoryStatus,
});
export type RepositorySummary = z.infer<typeof RepositorySummary>;

/** A connected repository. The private half of the key is in no answer at all. Source: wire.md, "Repository". */
export const Repository = z
  .object({
    provider: Provider,
    repositoryUrl: z.string(),
    fullName: z.string(),
    httpsUrl: z.string(),
    sshUrl: z.string(),
    branch: z.string(),
    status: RepositoryStatus,
    statusReason: z.nullable(z.string()),
    deployKey: z.object({
      id: DeployKeyId,
      algorithm: z.literal('ed25519'),
      publicKey: z.string(),
      fingerprint: z.string(),
      readOnly: z.literal(true),
      installed: Installed,
      settingsUrl: z.string(),
      createdAt: Timestamp,
      lastVerifiedAt: z.nullable(Timestamp),
      retiring: z.nullable(z.object({ fingerprint: z.string(), since: Timestamp })),
    }),
    webhook: z.object({
      url: z.string(),
      events: z.array(z.string()),
      contentType: z.literal('application/json'),
      installed: Installed,
      settingsUrl: z.string(),
      generation: z.int(),
      previousGenerationUntil: z.nullable(Timestamp),
      lastDeliveryAt: z.nullable(Timestamp),
      secret: z.nullable(z.string()).register(z.globalRegistry, {
        description: 'Only in the answers of connect and reconfigure-webhook, where a person has to paste it.',
      }),
    }),
    nextSteps: z.array(z.object({ action: z.enum(['add_deploy_key', 'add_webhook']), detail: z.string() })),
    connectedAt: Timestamp,
    lastSyncedAt: z.nullable(Timestamp),
  })
  .register(z.globalRegistry, { id: 'Repository' });
export type Repository = z.infer<typeof Repository>;

export const ConnectRepositoryBody = z.strictObject({
  repositoryUrl: z
    .string()
    .check(z.minLength(1, 'must be a clone URL'), z.maxLength(2000, 'must have at most 2,000 characters')),
  branch: z._default(RefName, 'main'),
  provider: z.optional(Provider),
});
export type ConnectRepositoryBody = z.infer<typeof ConnectRepositoryBody>;

export const UpdateRepositoryBody = z.strictObject({ branch: z.optional(RefName) });

export const RotateBody = z.strictObject({ revokeNow: z._default(z.boolean(), false) });

export const Disconnected = z
  .object({
    removed: z.array(z.string()),
    leftBehind: z.array(z.object({ what: z.string(), why: z.string(), where: z.string() })),
  })
  .register(z.globalRegistry, { id: 'Disconnected' });
export type Disconnected = z.infer<typeof Disconnected>;

/** What a real connection to the repository came to. Source: wire.md, "POST …/validate". */
export const Validation = z
  .object({
    result: z.enum([
      'reachable',
      'repository_unreachable',
      'repository_not_found',
      'deploy_key_rejected',
      'host_key_changed',
      'branch_not_found',
    ]),
    detail: z.string(),
    branches: z.array(z.string()),
    defaultBranch: z.nullable(z.string()),
    checkedAt: Timestamp,
    durationMs: z.int(),
  })
  .register(z.globalRegistry, { id: 'Validation' });
export type Validation = z.infer<typeof Validation>;
