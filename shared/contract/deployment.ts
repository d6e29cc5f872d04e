import * as z from 'zod/mini';
import { DeploymentStatus } from './deployment-status.ts';
import { EnvironmentType } from './environment-type.ts';
import { DeliveryId, DeploymentId, EnvironmentId, ProjectId } from './id.ts';
import { PointInTime } from './point-in-time.ts';
import { isFullRef, RefName, shortNameAdvice } from './ref-name.ts';
import { atMost, OtherEnvironmentId, OtherId, Reason, Text, TextOrNull, Timestamp, TimestampOrNull } from './text.ts';
import { textLimits } from './text-limits.ts';

export const DeploymentTrigger = z.enum(['push', 'merge', 'tag', 'manual', 'redeploy', 'promotion', 'reconcile']);
export type DeploymentTrigger = z.infer<typeof DeploymentTrigger>;

/** What a waiting deployment waits for. */
export const Wait = z.enum(['approval', 'pause']);
export type Wait = z.infer<typeof Wait>;

const moduleNames = `must be "changed", "all" or a list of 1 to ${textLimits.updatedModules} module names`;

/**
 * The modules that a deployment updates: those that it changes, all, or these too. `all` and `changed` are no names of
 * modules, because the deploy command gets a list as one text.
 * Source: docs/design/deployments.md, "Which modules are updated".
 */
export const Update = z
  .union(
    [
      z.enum(['changed', 'all']),
      z
        .array(z.string().check(z.regex(/^(?!(?:all|changed)$)\w[\w-]{0,99}$/, 'must be the name of a module')))
        .check(z.minLength(1, moduleNames), z.maxLength(textLimits.updatedModules, moduleNames)),
    ],
    moduleNames,
  )
  .register(z.globalRegistry, { id: 'Update' });
export type Update = z.infer<typeof Update>;

/** Why a module is updated: its files changed, an earlier attempt left it open, or somebody asked for it. */
export const UpdateReason = z.enum(['changed', 'open', 'requested']);

/** A submodule of a deployed commit, as the runner reported it. */
const DeployedSubmodule = z.object({
  path: Text,
  repositoryUrl: TextOrNull,
  commitSha: TextOrNull,
  fetched: z.boolean(),
});

/** A deployment. Source: docs/design/resources.md, "Deployment". */
export const Deployment = z
  .object({
    id: DeploymentId,
    projectId: ProjectId,
    environmentId: EnvironmentId,
    environmentName: Text,
    environmentType: z.nullable(EnvironmentType),
    branch: TextOrNull,
    tag: TextOrNull,
    commitSha: TextOrNull,
    commitMessage: TextOrNull,
    commitAuthor: TextOrNull,
    commitUrl: TextOrNull,
    compareUrl: TextOrNull,
    trigger: DeploymentTrigger,
    triggeredBy: Text,
    triggeredByName: TextOrNull,
    deliveryId: z.nullable(DeliveryId),
    status: DeploymentStatus,
    statusReason: TextOrNull,
    waitsFor: z.array(Wait),
    supersededBy: z.nullable(DeploymentId),
    redeployOf: z.nullable(DeploymentId),
    promotedFrom: z.nullable(DeploymentId),
    approvedBy: TextOrNull,
    approvedByName: TextOrNull,
    approvedAt: TimestampOrNull,
    cancelledBy: TextOrNull,
    cancelledByName: TextOrNull,
    cancelReason: TextOrNull,
    runner: TextOrNull,
    createdAt: Timestamp,
    startedAt: TimestampOrNull,
    completedAt: TimestampOrNull,
    durationMs: z.nullable(z.int()),
    errorMessage: TextOrNull,
    ignoreSeries: z.boolean(),
    update: Update,
    force: z.boolean(),
    changePlan: z.nullable(
      z.object({
        modules: z.array(Text),
        versionBumps: z.array(z.object({ module: Text, from: Text, to: Text })),
        requirementsChanged: z.boolean(),
        warnings: z.array(Text),
        updates: z.nullable(z.array(z.object({ module: Text, reason: UpdateReason }))).register(z.globalRegistry, {
          description: 'What the deploy command updates, and why; null if it does not tell.',
        }),
      }),
    ),
    submodules: z.nullable(z.array(DeployedSubmodule)),
    statusReport: z.nullable(z.object({ state: z.enum(['reported', 'failed']), detail: Text })),
  })
  .register(z.globalRegistry, { id: 'Deployment' });
export type Deployment = z.infer<typeof Deployment>;

/** A full commit id, SHA-1 or SHA-256, in lower case. */
export const CommitSha = z
  .string()
  .check(
    z.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be a full commit id: 40 (or 64) lower-case hexadecimal digits'),
  );

const commitPrefix = 'must be a commit id, or at least its first 7 digits';

/** A commit id or its first digits, at least 7. */
export const CommitPrefix = z.string().check(z.toLowerCase(), z.regex(/^[0-9a-f]{7,64}$/, commitPrefix));

/** A branch that deployments are listed by. It may be one that git would refuse. */
export const ShortName = z.string().check(
  z.minLength(1, 'must not be empty'),
  atMost(textLimits.refName),
  z.refine((name) => !isFullRef(name), shortNameAdvice),
);

/** The filters of a list of deployments. */
export const deploymentFilter = {
  environmentId: z.optional(OtherId),
  status: z.optional(DeploymentStatus),
  branch: z.optional(ShortName),
  commit: z.optional(CommitPrefix),
  trigger: z.optional(DeploymentTrigger),
  from: z.optional(PointInTime),
  to: z.optional(PointInTime),
};

/** A commit id, or its first digits: at least 7, as git shows them. */
const CommitDigits = z
  .string()
  .check(
    z.regex(
      /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/,
      'must be a commit id or its beginning: 7 to 40 (or 64) lower-case hexadecimal digits',
    ),
  );

/** A manual deployment. It needs at least one of branch, commitSha and tag, and never branch and tag together. */
export const DeployBody = z
  .strictObject({
    branch: z.optional(RefName),
    commitSha: z.optional(CommitDigits),
    tag: z.optional(RefName),
    environmentId: z.optional(OtherEnvironmentId),
    ignoreSeries: z._default(z.boolean(), false),
    update: z._default(Update, 'changed'),
    force: z._default(z.boolean(), false),
  })
  .check(
    z.superRefine((body, context) => {
      const issue = (field: string, message: string): void => {
        context.addIssue({ code: 'custom', path: [field], message });
      };
      if (body.branch !== undefined && body.tag !== undefined) issue('tag', 'must not be sent together with branch');
      if (body.branch === undefined && body.tag === undefined) {
        if (body.commitSha === undefined) issue('branch', 'must be sent, or tag, or commitSha');
        else if (body.environmentId === undefined) {
          issue('environmentId', 'must be sent with a commitSha alone: a commit tells no environment');
        }
      }
    }),
  );
export type DeployBody = z.infer<typeof DeployBody>;

/** Without `commitSha`, the commit that the deployment shows, or else the one that its branch or tag has now. */
export const ApproveBody = z.strictObject({ commitSha: z.optional(CommitSha) });

/** `reason`: why, for the history. */
export const CancelBody = z.strictObject({ reason: z.optional(Reason) });

/** Without `ignoreSeries`, the value of the earlier deployment applies. `update` is not taken over from it. */
export const RedeployBody = z.strictObject({
  ignoreSeries: z.optional(z.boolean()),
  update: z._default(Update, 'changed'),
});

/** The environment that the commit is promoted to, by default with the series guard and with what it changes there. */
export const PromoteBody = z.strictObject({
  environmentId: OtherEnvironmentId,
  ignoreSeries: z._default(z.boolean(), false),
  update: z._default(Update, 'changed'),
  force: z._default(z.boolean(), false),
});
