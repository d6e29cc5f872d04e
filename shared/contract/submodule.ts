import * as z from 'zod/mini';
import { DeploymentId, SubmoduleId } from './id.ts';
import { DeployKey, RepositoryUrl } from './repository.ts';
import { Text, TextOrNull, TimestampOrNull } from './text.ts';

/**
 * A private repository that submodules point to, with a deploy key of its own.
 * Source: docs/design/resources.md, "Submodules".
 */
export const Submodule = z
  .object({
    id: SubmoduleId,
    repositoryUrl: Text,
    fullName: Text,
    deployKey: DeployKey,
    status: z.enum(['action_required', 'connected', 'failing']),
    statusReason: TextOrNull,
    lastVerifiedAt: TimestampOrNull,
  })
  .register(z.globalRegistry, { id: 'Submodule' });
export type Submodule = z.infer<typeof Submodule>;

/**
 * A submodule that the last deployment of an environment had.
 * Source: docs/design/resources.md, "Submodules".
 */
export const ReportedSubmodule = z
  .object({
    path: Text,
    repositoryUrl: TextOrNull,
    fetched: z.boolean(),
    submoduleId: z.nullable(SubmoduleId),
    deploymentId: DeploymentId,
  })
  .register(z.globalRegistry, { id: 'ReportedSubmodule' });
export type ReportedSubmodule = z.infer<typeof ReportedSubmodule>;

export const AddSubmoduleBody = z.strictObject({ repositoryUrl: RepositoryUrl });
