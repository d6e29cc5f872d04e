import * as z from 'zod/mini';
import { BranchPattern, MappingTrigger, RefType } from './branch-mapping.ts';
import { DeploymentTrigger, Wait } from './deployment.ts';
import { DeploymentStatus } from './deployment-status.ts';
import { EnvironmentType } from './environment-type.ts';
import { DeploymentId, EnvironmentId, MappingId, ProjectId } from './id.ts';
import { Permission } from './permission.ts';
import { RefName } from './ref-name.ts';
import { RepositoryStatus } from './repository-summary.ts';
import { atMost, Name, OdooVersion, Reason, Text, TextOrNull, Timestamp, TimestampOrNull } from './text.ts';
import { textLimits } from './text-limits.ts';

export { EnvironmentType } from './environment-type.ts';

/** `required_from_another`: the person who requested a deployment cannot approve it. */
export const Approval = z.enum(['none', 'required', 'required_from_another']);
export type Approval = z.infer<typeof Approval>;

/** A deployment as its environment shows it. Fields that an earlier version of the service did not store are null. */
export const DeploymentSummary = z
  .object({
    id: DeploymentId,
    commitSha: TextOrNull,
    commitMessage: TextOrNull,
    commitAuthor: TextOrNull,
    commitUrl: TextOrNull,
    branch: TextOrNull,
    tag: TextOrNull,
    trigger: z.nullable(DeploymentTrigger),
    triggeredBy: TextOrNull,
    triggeredByName: TextOrNull,
    status: DeploymentStatus,
    statusReason: TextOrNull,
    waitsFor: z.array(Wait),
    createdAt: Timestamp,
    startedAt: TimestampOrNull,
    completedAt: TimestampOrNull,
  })
  .register(z.globalRegistry, { id: 'DeploymentSummary' });
export type DeploymentSummary = z.infer<typeof DeploymentSummary>;

/**
 * An environment with its slots: one current, one running and one pending deployment, and the last that ended.
 * Source: docs/design/resources.md, "Environment".
 */
export const Environment = z
  .object({
    id: EnvironmentId,
    projectId: ProjectId,
    name: Text,
    type: EnvironmentType,
    odooVersion: TextOrNull,
    url: TextOrNull,
    approval: Approval,
    autoDeploy: z.boolean(),
    branches: z.array(Text).register(z.globalRegistry, {
      description: 'Patterns. A commit that a person deploys has to be on a branch that matches one; empty: on any.',
    }),
    allowMissingSubmodules: z.boolean(),
    paused: z.nullable(z.object({ reason: Text, by: Text, byName: TextOrNull, since: Timestamp })),
    current: z.nullable(DeploymentSummary),
    running: z.nullable(DeploymentSummary),
    pending: z.nullable(DeploymentSummary),
    lastDeployment: z.nullable(DeploymentSummary).register(z.globalRegistry, {
      description: 'The deployment that ended last, also one that failed. A superseded one only if it had started.',
    }),
    runner: z.object({
      name: TextOrNull,
      lastSeenAt: TimestampOrNull,
      absent: z.boolean().register(z.globalRegistry, {
        description: 'A deployment has been queued for two minutes, and no runner has asked for work since.',
      }),
    }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    updatedBy: TextOrNull,
    updatedByName: TextOrNull,
    mappings: z.array(
      z.object({ mappingId: MappingId, refType: RefType, branchPattern: Text, trigger: MappingTrigger }),
    ),
    permissions: z.array(Permission).register(z.globalRegistry, {
      description: 'What the caller may do with it.',
    }),
  })
  .register(z.globalRegistry, { id: 'Environment' });
export type Environment = z.infer<typeof Environment>;

/** An environment in the list across projects, with its project. */
export const ListedEnvironment = z
  .extend(Environment, { projectName: Text, repositoryStatus: z.nullable(RepositoryStatus) })
  .register(z.globalRegistry, { id: 'ListedEnvironment' });
export type ListedEnvironment = z.infer<typeof ListedEnvironment>;

const isWebUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && url.username === '' && url.password === '';
};

/** Where Odoo answers, for people. Nothing is sent there. */
const WebUrl = z
  .string()
  .check(atMost(textLimits.baseUrl), z.refine(isWebUrl, 'must be a URL such as https://odoo.acme.example'));
const Branches = z
  .array(BranchPattern)
  .check(z.maxLength(textLimits.environmentBranches, `must have at most ${textLimits.environmentBranches} entries`));

export const CreateEnvironmentBody = z.strictObject({
  name: Name,
  type: EnvironmentType,
  branch: z.optional(z.nullable(RefName)),
  odooVersion: z.optional(z.nullable(OdooVersion)),
  url: z._default(z.nullable(WebUrl), null),
  approval: z._default(Approval, 'none'),
  branches: z._default(Branches, []),
  allowMissingSubmodules: z._default(z.boolean(), false),
});

export const UpdateEnvironmentBody = z.strictObject({
  name: z.optional(Name),
  odooVersion: z.optional(z.nullable(OdooVersion)),
  url: z.optional(z.nullable(WebUrl)),
  approval: z.optional(Approval),
  autoDeploy: z.optional(z.boolean()),
  branches: z.optional(Branches),
  allowMissingSubmodules: z.optional(z.boolean()),
});

export const PauseBody = z.strictObject({ reason: Reason });

export type CreateEnvironmentBody = z.infer<typeof CreateEnvironmentBody>;
export type UpdateEnvironmentBody = z.infer<typeof UpdateEnvironmentBody>;
