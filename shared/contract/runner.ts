import * as z from 'zod/mini';
import { CommitSha, Deployment, UpdateReason } from './deployment.ts';
import { LogSequence, lastLogLine } from './deployment-log.ts';
import { EnvironmentType } from './environment-type.ts';
import { EnvironmentId } from './id.ts';
import { LogTime } from './point-in-time.ts';
import { atMost, Name, Text, TextOrNull, Timestamp, wellFormed } from './text.ts';
import { textLimits } from './text-limits.ts';

/**
 * A lease of 60 s on a running deployment. Each heartbeat returns a new token.
 * Source: docs/design/resources.md, "Claim, heartbeat, logs, complete".
 */
export const Lease = z.object({ token: Text, expiresAt: Timestamp }).register(z.globalRegistry, { id: 'Lease' });
export type Lease = z.infer<typeof Lease>;

const seconds = 'must be a whole number from 0 to 20';

export const ClaimBody = z.strictObject({
  /** What the runner calls itself: its host, for instance. */
  runner: Name,
  /** How long the call may wait for a deployment. */
  waitSeconds: z._default(z.int(seconds).check(z.minimum(0, seconds), z.maximum(20, seconds)), 20),
});
export type ClaimBody = z.infer<typeof ClaimBody>;

/**
 * A deployment to carry out, with everything that the runner needs.
 * Source: docs/design/resources.md, "Claim, heartbeat, logs, complete".
 */
export const Claim = z
  .object({
    deployment: Deployment,
    environment: z.object({
      id: EnvironmentId,
      name: Text,
      type: EnvironmentType,
      odooVersion: TextOrNull,
      url: TextOrNull,
      branches: z.array(Text).register(z.globalRegistry, {
        description: 'Patterns: the commit has to be on a branch that matches one. Empty if this deployment need not.',
      }),
      allowMissingSubmodules: z.boolean().register(z.globalRegistry, {
        description: 'False if a submodule that cannot be fetched fails the deployment.',
      }),
    }),
    lease: Lease,
    sshUrl: Text,
    httpsUrl: Text,
    hostKeys: z.array(Text).register(z.globalRegistry, { description: 'Lines as in known_hosts, without the host.' }),
    deployKeySecretId: z
      .string()
      .register(z.globalRegistry, { description: 'The secret in AWS Secrets Manager that holds the private key.' }),
    submodules: z
      .array(z.object({ sshUrl: Text, hostKeys: z.array(Text), deployKeySecretId: z.string() }))
      .register(z.globalRegistry, { description: 'The submodules with a key of their own.' }),
    secretStore: z.nullable(z.object({ endpoint: Text, accessKeyFile: Text })).register(z.globalRegistry, {
      description:
        'Null on AWS, where the runner uses its own AWS identity. With npm start, a Secrets Manager on the same machine.',
    }),
    previousCommitSha: z
      .nullable(z.string())
      .register(z.globalRegistry, { description: 'The deployed commit; null if there is none.' }),
  })
  .register(z.globalRegistry, { id: 'Claim' });
export type Claim = z.infer<typeof Claim>;

/** The newest token. */
const LeaseToken = z.string().check(z.maxLength(textLimits.leaseToken, 'must be the newest lease token'));

export const Heartbeat = z
  .object({
    lease: Lease,
    cancel: z.boolean().register(z.globalRegistry, {
      description: 'True if a cancel was requested: stop, and complete as cancelled.',
    }),
  })
  .register(z.globalRegistry, { id: 'Heartbeat' });
export type Heartbeat = z.infer<typeof Heartbeat>;

/** The limits of a chunk: 64 KB and 1,000 lines. Source: docs/design/single-table.md, "Limits". */
export const maxLogBytes = textLimits.logBytes;
export const maxLogLines = textLimits.logLines;

const bytesIn = (text: string): number => new TextEncoder().encode(text).length;
const bytesOf = (lines: readonly { readonly text: string }[]): number =>
  lines.reduce((sum, line) => sum + bytesIn(line.text), 0);

/** A chunk of a log. */
export const LogsBody = z
  .strictObject({
    lease: LeaseToken,
    /** The number of the first line. Sending the same number again overwrites the chunk. */
    seq: LogSequence,
    lines: z
      .array(
        z.strictObject({
          at: LogTime,
          // Their bytes are counted together, below.
          text: Text,
        }),
      )
      .check(
        z.minLength(1, 'must hold at least one line'),
        z.maxLength(maxLogLines, `must hold at most ${maxLogLines} lines`),
        z.refine((lines) => bytesOf(lines) <= maxLogBytes, `must hold at most ${maxLogBytes / 1024} KB of text`),
      ),
  })
  .check((context) => {
    const { seq, lines } = context.value;
    if (seq + lines.length - 1 <= lastLogLine) return;
    context.issues.push({
      code: 'custom',
      path: ['seq'],
      message: 'must leave room for the lines',
      input: context.value,
    });
  });
export type LogsBody = z.infer<typeof LogsBody>;

const oneLine = 'must be one line';
/** Of the commit, cut by the runner. A repository says what it likes. */
const line = (max: number) => z.nullable(z.string().check(atMost(max), z.regex(/^[^\n\r]*$/, oneLine), wellFormed));

const sentence = z.string().check(atMost(textLimits.sentence), wellFormed);
const moduleName = z.string().check(z.regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be the name of a module'));
const moduleVersion = z.string().check(z.regex(/^[\x21-\x7e]{0,40}$/, 'must be the version of a module'));

/** A module whose version changed. */
export const VersionBump = z.strictObject({ module: moduleName, from: moduleVersion, to: moduleVersion });

/** A module that the deploy command updates. */
export const ModuleUpdate = z.strictObject({ module: moduleName, reason: UpdateReason });

/** What a deployment changes between two commits. The limits keep its event below the bus limit of 256 KB. */
export const ChangePlanBody = z.strictObject({
  modules: z.array(moduleName).check(z.maxLength(textLimits.modules, 'must name at most 1000 modules')),
  versionBumps: z.array(VersionBump).check(z.maxLength(textLimits.versionBumps, 'must hold at most 200 entries')),
  requirementsChanged: z.boolean(),
  warnings: z
    .array(z.string().check(atMost(textLimits.warning), wellFormed))
    .check(z.maxLength(textLimits.warnings, 'must hold at most 50 entries')),
  /** Null or missing until the deploy command has reported them. */
  updates: z.optional(
    z.nullable(z.array(ModuleUpdate).check(z.maxLength(textLimits.updates, 'must hold at most 100 entries'))),
  ),
});

const submoduleBytes = (
  submodules: readonly { readonly path: string; readonly repositoryUrl: string | null }[],
): number => submodules.reduce((sum, { path, repositoryUrl }) => sum + bytesIn(path) + bytesIn(repositoryUrl ?? ''), 0);

/** The submodules of a commit, also those within them, and which of them were fetched. */
export const DeployedSubmodules = z
  .array(
    z.strictObject({
      /** From the root of the repository. */
      path: z.string().check(atMost(textLimits.submodulePath), wellFormed),
      /** As `.gitmodules` names it, not relative and without a credential; null if it names none. */
      repositoryUrl: z.nullable(z.string().check(atMost(textLimits.repositoryUrl), wellFormed)),
      /** The commit that the repository names. */
      commitSha: z._default(z.nullable(CommitSha), null),
      /** False if it stayed empty. */
      fetched: z.boolean(),
    }),
  )
  .check(
    z.maxLength(textLimits.submodules, `must hold at most ${textLimits.submodules} entries`),
    z.refine(
      (submodules) => submoduleBytes(submodules) <= textLimits.submoduleBytes,
      `must hold at most ${textLimits.submoduleBytes / 1024} KB of paths and URLs`,
    ),
  );

/** What a runner finds in the commit that it carries out. What is null or missing changes nothing. */
const commitFacts = {
  /** The full id. */
  commitSha: z.optional(z.nullable(CommitSha)),
  /** Its first line. */
  commitMessage: z.optional(line(textLimits.firstLine)),
  /** A name. */
  commitAuthor: z.optional(line(textLimits.author)),
  changePlan: z.optional(z.nullable(ChangePlanBody)),
  submodules: z.optional(z.nullable(DeployedSubmodules)),
};

export const HeartbeatBody = z.strictObject({ lease: LeaseToken, ...commitFacts });
export type HeartbeatBody = z.infer<typeof HeartbeatBody>;

export const CompleteBody = z.strictObject({
  lease: LeaseToken,
  status: z.enum(['succeeded', 'failed', 'cancelled', 'superseded']),
  statusReason: z.optional(z.nullable(sentence)),
  errorMessage: z.optional(z.nullable(sentence)),
  ...commitFacts,
});
export type CompleteBody = z.infer<typeof CompleteBody>;
