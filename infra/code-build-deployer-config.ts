import * as z from 'zod';
import { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { KeyArn } from './encryption-config.ts';

// The characters that Secrets Manager allows.
const secretName = /^[\w/+=.@-]{1,512}$/;

// Whatever a stage of oCore names so is its own: a build of one stage must not read a secret of another.
const ownName = /^ocore(-[a-z0-9-]*)?\//;

/** An environment whose deployments CodeBuild carries out. */
export const CodeBuildDeployerConfig = z.strictObject({
  organizationId: OrganizationId,
  projectId: ProjectId,
  environmentId: EnvironmentId,
  /** The deploy command: a file, relative to where `cdk` runs. Every `cdk deploy` uploads it. */
  command: z.string().min(1),
  /** The secret that holds an API key with run:projects, limited to the environment. */
  apiKeySecret: z
    .string()
    .regex(secretName, 'must be the name of a secret in Secrets Manager')
    .refine((name) => !ownName.test(name), "must not begin with ocore/ or ocore-<stage>/: such names are oCore's own"),
  /** With Node 24, git and ssh, for arm64. */
  image: z.string().min(1).default('public.ecr.aws/docker/library/node:24-bookworm'),
  timeoutMinutes: z.int().min(5).max(480).default(60),
  /** The keys of the bucket that CDK bootstraps and of the secret with the API key, where they have keys of one's own. */
  keyArns: z.array(KeyArn).max(5, 'must have at most 5 entries').default([]),
});
export type CodeBuildDeployerConfig = z.infer<typeof CodeBuildDeployerConfig>;
