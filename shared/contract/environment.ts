import * as z from 'zod/mini';
import { BranchPattern } from './branch-mapping.ts';
import { DeploymentStatus } from './deployment-status.ts';
import { EnvironmentType } from './environment-type.ts';
import { DeploymentId, EnvironmentId, ProjectId } from './id.ts';
import { RefName } from './ref-name.ts';
import { Name, OdooVersion, Reason, Text, TextOrNull, Timestamp } from './text.ts';
import { textLimits } from './text-limits.ts';

export { EnvironmentType } from './environment-type.ts';

/** `required_from_another`: the person who requested a deployment cannot approve it. */
export const Approval = z.enum(['none', 'required', 'required_from_another']);
export type Approval = z.infer<typeof Approval>;

export const DeploymentSummary = z
  .object({
    id: DeploymentId,
    commitSha: TextOrNull,
    branch: TextOrNull,
    status: DeploymentStatus,
    createdAt: Timestamp,
  })
  .register(z.globalRegistry, { id: 'DeploymentSummary' });
export type DeploymentSummary = z.infer<typeof DeploymentSummary>;

/**
 * An environment with its slots: one current, one running and one pending deployment.
 * Source: docs/design/resources.md, "Environment".
 */
export const Environment = z
  .object({
    id: EnvironmentId,
    projectId: ProjectId,
    name: Text,
    type: EnvironmentType,
    odooVersion: TextOrNull,
    approval: Approval,
    autoDeploy: z.boolean(),
    branches: z.array(Text).register(z.globalRegistry, {
      description: 'Patterns. A commit that a person deploys has to be on a branch that matches one; empty: on any.',
    }),
    paused: z.nullable(z.object({ reason: Text, by: Text, since: Timestamp })),
    current: z.nullable(DeploymentSummary),
    running: z.nullable(DeploymentSummary),
    pending: z.nullable(DeploymentSummary),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .register(z.globalRegistry, { id: 'Environment' });
export type Environment = z.infer<typeof Environment>;

const Branches = z
  .array(BranchPattern)
  .check(z.maxLength(textLimits.environmentBranches, `must have at most ${textLimits.environmentBranches} entries`));

export const CreateEnvironmentBody = z.strictObject({
  name: Name,
  type: EnvironmentType,
  branch: z.optional(z.nullable(RefName)),
  odooVersion: z.optional(z.nullable(OdooVersion)),
  approval: z._default(Approval, 'none'),
  branches: z._default(Branches, []),
});

export const UpdateEnvironmentBody = z.strictObject({
  name: z.optional(Name),
  odooVersion: z.optional(z.nullable(OdooVersion)),
  approval: z.optional(Approval),
  autoDeploy: z.optional(z.boolean()),
  branches: z.optional(Branches),
});

export const PauseBody = z.strictObject({ reason: Reason });

export type CreateEnvironmentBody = z.infer<typeof CreateEnvironmentBody>;
export type UpdateEnvironmentBody = z.infer<typeof UpdateEnvironmentBody>;
