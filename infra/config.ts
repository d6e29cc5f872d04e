import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { namePrefix } from '#shared/contract/name-prefix.ts';
import { AuthConfig } from './auth-config.ts';
import { CodeBuildDeployerConfig } from './code-build-deployer-config.ts';
import { EncryptionConfig } from './encryption-config.ts';
import { OriginConfig } from './origin-config.ts';
import { textLike } from './reference.ts';
import { VpcConfig } from './vpc-config.ts';

const stageName = /^[a-z][a-z0-9-]{0,19}$/;

const arn = textLike(/^arn:/, 'must be an ARN, which begins with arn:');

const holdsCertificate = (path: string): boolean => {
  try {
    return new X509Certificate(readFileSync(path)).subject !== '';
  } catch {
    // The message of the schema says what is wrong.
    return false;
  }
};

/** The configuration of a deployment. Every field is optional. */
export const DeploymentConfig = z
  .strictObject({
    stage: z.string().regex(stageName, 'must have 1 to 20 lower-case letters, digits and dashes').default('prod'),
    /** The public address, with an ACM certificate in the same region. */
    domain: z
      .strictObject({
        name: z.string().min(3),
        certificateArn: arn,
        /** The Route 53 zone that gets the record. Without it the outputs tell what to enter in the DNS. */
        hostedZoneId: textLike(/^Z[0-9A-Z]{1,31}$/, 'must be the id of a hosted zone, such as Z0123456789').optional(),
      })
      .optional(),
    /** A table and a root key that exist: restored ones, or those that a deleted stack has left. */
    data: z
      .strictObject({
        tableName: textLike(/^[\w.-]{3,255}$/, 'must be the name of a DynamoDB table').optional(),
        rootSecretName: textLike(/^[\w/+=.@-]{1,512}$/, 'must be the name of a secret').optional(),
      })
      .default({}),
    /** How people sign in. Without it only API keys are taken. */
    auth: AuthConfig.optional(),
    /** How much of the account's concurrency is reserved for webhooks, and how much of it is always warm. */
    receiver: z
      .strictObject({
        reservedConcurrency: z.int().min(1).max(1000).optional(),
        provisionedConcurrency: z.int().min(1).max(1000).optional(),
      })
      .refine(
        ({ reservedConcurrency: reserved, provisionedConcurrency: warm }) => (warm ?? 0) <= (reserved ?? warm ?? 0),
        { path: ['provisionedConcurrency'], message: 'must not be more than reservedConcurrency' },
      )
      .default({}),
    /** The server in front of the API. Without this option the API answers every caller. */
    originSecret: OriginConfig.optional(),
    /** The KMS key that encrypts table, secrets, logs, queues and topic. Without it AWS encrypts them with keys of its own. */
    encryption: EncryptionConfig.optional(),
    /** The private network of the Git servers, where they are in one. */
    vpc: VpcConfig.optional(),
    /** Whether X-Ray traces every function. */
    tracing: z.boolean().default(false),
    /** Where alarms go. */
    alarmEmail: z.email('must be an e-mail address').optional(),
    logRetentionDays: z
      .union(
        [7, 14, 30, 60, 90, 180, 365].map((days) => z.literal(days)),
        'must be 7, 14, 30, 60, 90, 180 or 365',
      )
      .default(30),
    /** How long the events of the bus are kept, so that a listener can have them again. Without it they are not kept. */
    eventArchiveDays: z.int().min(1, 'must be 1 to 3650').max(3650, 'must be 1 to 3650').optional(),
    /** What happens to the data when the stack is deleted. */
    removal: z.enum(['retain', 'destroy']).default('retain'),
    permissionsBoundary: arn.optional(),
    tags: z.record(z.string(), z.string()).default({}),
    throttle: z
      .strictObject({ ratePerSecond: z.int().min(1).default(100), burst: z.int().min(1).default(200) })
      .default({ ratePerSecond: 100, burst: 200 }),
    /** A file with the certificates of authorities (PEM) that the functions trust besides the usual ones. */
    caBundle: z.string().refine(holdsCertificate, 'must be the path of a file with PEM certificates').optional(),
    /** Projects whose runners are on AWS: a managed policy for each reads its deploy keys. */
    runnerPolicies: z
      .array(z.strictObject({ organizationId: OrganizationId, projectId: ProjectId }))
      .max(50, 'must have at most 50 entries')
      .refine((all) => new Set(all.map((one) => one.projectId)).size === all.length, 'must name each project once')
      .default([]),
    /** Environments whose deployments CodeBuild carries out. All others need a runner on a host. */
    codeBuildDeployers: z
      .array(CodeBuildDeployerConfig)
      .max(20, 'must have at most 20 entries')
      .refine(
        (all) => new Set(all.map((one) => one.environmentId)).size === all.length,
        'must name each environment once',
      )
      .default([]),
  })
  .refine((config) => config.stage !== 'prod' || config.removal === 'retain', {
    path: ['removal'],
    message: 'must be retain for the stage prod: its data is not for deleting with a stack',
  });
export type DeploymentConfig = z.infer<typeof DeploymentConfig>;

/**
 * Reads the configuration from `-c config=file.json` and `-c stage=…`.
 * @param context reads a context value of the CDK app
 * @throws Error that lists every problem at once
 */
export const readConfig = (context: (name: string) => unknown): DeploymentConfig => {
  const file = context('config');
  const stage = context('stage');
  let fromFile: unknown = {};
  if (typeof file === 'string') {
    try {
      fromFile = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new Error(`The config file ${file} cannot be read as JSON.`, { cause: error });
    }
  }
  if (typeof fromFile !== 'object' || fromFile === null || Array.isArray(fromFile)) {
    throw new Error(`The config file ${file} does not hold a JSON object.`);
  }
  return parseConfig({ ...fromFile, ...(stage === undefined ? {} : { stage }) });
};

/**
 * Checks a configuration.
 * @throws Error that lists every problem at once
 */
export const parseConfig = (config: unknown): DeploymentConfig => {
  const parsed = DeploymentConfig.safeParse(config);
  if (parsed.success) return parsed.data;
  const known = Object.keys(DeploymentConfig.shape).join(', ');
  const problems = parsed.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${issue.keys.map((key) => [...issue.path, key].join('.')).join(', ')}: unknown${issue.path.length > 0 ? '' : `; known are ${known}`}`
      : `${issue.path.join('.')}: ${issue.message}`,
  );
  throw new Error(`The deployment config is not valid:\n- ${problems.join('\n- ')}`);
};

/** The prefix of public names: `ocore`, or `ocore-<stage>`. */
export const prefixOf = (config: Pick<DeploymentConfig, 'stage'>): string => namePrefix(config.stage);

/** The name of the key of the lease tokens in Secrets Manager. */
export const leaseSecretName = (config: Pick<DeploymentConfig, 'stage'>): string => `${prefixOf(config)}/lease-key`;

/** The name of the root key in Secrets Manager. */
export const rootSecretName = (
  config: Pick<DeploymentConfig, 'stage'> & Partial<Pick<DeploymentConfig, 'data'>>,
): string => config.data?.rootSecretName ?? `${prefixOf(config)}/root-key`;
