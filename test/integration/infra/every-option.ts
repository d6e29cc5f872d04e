import { join } from 'node:path';
import type * as z from 'zod';
import type { DeploymentConfig } from '#infra/config.ts';
import { root } from '#test/run-command.ts';

type Config = z.input<typeof DeploymentConfig>;

const id = (prefix: string): string => `${prefix}_01J${'8'.repeat(23)}`;

/** A deployment config that uses each option. Those that exclude another have their value in `alternatives`. */
export const everyOption = {
  stage: 'full',
  removal: 'destroy',
  domain: {
    name: 'ocore.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
    hostedZoneId: 'Z0123456789ABC',
  },
  data: {},
  originSecret: { publicUrl: 'https://ocore.example.org', sha256: ['0'.repeat(64)] },
  encryption: { kms: true },
  auth: { cognito: true },
  receiver: { reservedConcurrency: 5, provisionedConcurrency: 2 },
  vpc: {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    securityGroupIds: ['sg-0123456789abcdef0'],
    endpointRouteTableIds: ['rtb-0123456789abcdef0'],
  },
  tracing: true,
  alarmEmail: 'ops@example.com',
  logRetentionDays: 90,
  eventArchiveDays: 30,
  permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
  tags: { team: 'platform' },
  throttle: { ratePerSecond: 7, burst: 9 },
  runnerPolicies: [{ organizationId: id('org'), projectId: id('prj') }],
  codeBuildDeployers: [
    {
      organizationId: id('org'),
      projectId: id('prj'),
      environmentId: id('env'),
      command: join(root, 'docs/deploy-odoo.sh'),
      apiKeySecret: 'acme/ocore-runner',
      keyArns: ['arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012'],
    },
  ],
} satisfies Config;

/** What changes a template in another way than `everyOption`. */
export const alternatives: Readonly<Record<string, Config>> = {
  'no option': {},
  'every option': everyOption,
  'a table, a root key and a KMS key that exist': {
    data: { tableName: 'ocore-restored', rootSecretName: 'ocore-old/root-key' },
    encryption: { keyArn: 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012' },
  },
};
