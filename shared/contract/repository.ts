import * as z from 'zod/mini';
import { DeployKeyId } from './id.ts';
import { RefName } from './ref-name.ts';
import { Provider, RepositoryStatus } from './repository-summary.ts';
import { atMost, Text, TextOrNull, Timestamp, TimestampOrNull } from './text.ts';
import { textLimits } from './text-limits.ts';

export { Provider, RepositoryStatus, RepositorySummary } from './repository-summary.ts';

const Installed = z.enum(['automatic', 'manual']);

/** A deploy key without its private half. */
export const DeployKey = z
  .object({
    id: DeployKeyId,
    algorithm: z.literal('ed25519'),
    publicKey: Text,
    fingerprint: Text,
    readOnly: z.literal(true),
    installed: Installed,
    settingsUrl: Text,
    createdAt: Timestamp,
    lastVerifiedAt: TimestampOrNull,
    retiring: z.nullable(z.object({ fingerprint: Text, since: Timestamp })),
  })
  .register(z.globalRegistry, { id: 'DeployKey' });
export type DeployKey = z.infer<typeof DeployKey>;

/** What a real connection may meet. */
const connectionFailures = [
  'repository_unreachable',
  'repository_not_found',
  'deploy_key_rejected',
  'host_key_changed',
] as const;

/** The last comparison of the branches with the remote. Source: docs/design/resources.md, "Repository". */
export const Comparison = z
  .object({
    at: Timestamp,
    result: z.enum(['in_sync', 'pushes_found', 'running', ...connectionFailures, 'provider_failed']),
    detail: Text,
  })
  .register(z.globalRegistry, { id: 'Comparison' });
export type Comparison = z.infer<typeof Comparison>;

const ValidationResult = z.enum(['reachable', ...connectionFailures, 'branch_not_found']);

/**
 * A connected repository. No answer contains the private key.
 * Source: docs/design/resources.md, "Repository".
 */
export const Repository = z
  .object({
    provider: Provider,
    repositoryUrl: Text,
    fullName: Text,
    httpsUrl: Text,
    sshUrl: Text,
    branch: Text,
    status: RepositoryStatus,
    statusReason: TextOrNull,
    deployKey: DeployKey,
    webhook: z.object({
      url: Text,
      events: z.array(Text),
      contentType: z.literal('application/json'),
      installed: Installed,
      settingsUrl: Text,
      generation: z.int(),
      previousGenerationUntil: TimestampOrNull,
      lastDeliveryAt: TimestampOrNull,
      secret: z.nullable(Text).register(z.globalRegistry, {
        description:
          'Only in the answers of connect and reconfigure-webhook, if a person has to paste it. Later, reveal-secret shows it.',
      }),
    }),
    nextSteps: z.array(z.object({ action: z.enum(['add_deploy_key', 'add_webhook', 'reconnect']), detail: Text })),
    connectedAt: Timestamp,
    lastSyncedAt: TimestampOrNull,
    lastComparison: z.nullable(Comparison),
    lastValidation: z.nullable(z.object({ at: Timestamp, result: ValidationResult, detail: Text })),
    lastRejectedAt: TimestampOrNull,
  })
  .register(z.globalRegistry, { id: 'Repository' });
export type Repository = z.infer<typeof Repository>;

// The syntax is parsed by shared/git/clone-url.ts.
export const RepositoryUrl = z.string().check(z.minLength(1, 'must be a clone URL'), atMost(textLimits.repositoryUrl));

export const ConnectRepositoryBody = z.strictObject({
  repositoryUrl: RepositoryUrl,
  branch: z._default(RefName, 'main'),
  provider: z.optional(Provider),
});
export type ConnectRepositoryBody = z.infer<typeof ConnectRepositoryBody>;

export const UpdateRepositoryBody = z.strictObject({ branch: z.optional(RefName) });

export const RotateBody = z.strictObject({ revokeNow: z._default(z.boolean(), false) });

export const Disconnected = z
  .object({
    removed: z.array(Text),
    leftBehind: z.array(z.object({ what: Text, why: Text, where: Text })),
  })
  .register(z.globalRegistry, { id: 'Disconnected' });
export type Disconnected = z.infer<typeof Disconnected>;

/** The webhook of the present generation with its secret. Source: docs/design/resources.md, "Revealing the secret". */
export const WebhookSecret = z
  .object({ url: Text, secret: Text, generation: z.int() })
  .register(z.globalRegistry, { id: 'WebhookSecret' });

/** The result of a real connection to the repository. Source: docs/design/resources.md, "Validation". */
export const Validation = z
  .object({
    result: ValidationResult,
    detail: Text,
    branches: z.array(Text),
    defaultBranch: TextOrNull,
    checkedAt: Timestamp,
    durationMs: z.int(),
  })
  .register(z.globalRegistry, { id: 'Validation' });
export type Validation = z.infer<typeof Validation>;
