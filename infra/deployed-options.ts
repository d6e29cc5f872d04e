import type { DeployedOptions } from '#shared/contract/service-status.ts';
import type { DeploymentConfig } from './config.ts';

const encryptionOf = ({ encryption }: DeploymentConfig): DeployedOptions['encryption'] => {
  if (encryption === undefined) return 'aws';
  return encryption.kms === true ? 'made' : 'given';
};

/** What `ocore admin status` tells of a configuration: which options are on, and nothing that has to stay secret. */
export const deployedOptions = (config: DeploymentConfig): DeployedOptions => ({
  domain: config.domain?.name ?? null,
  originSecret: config.originSecret !== undefined,
  encryption: encryptionOf(config),
  vpc: config.vpc?.vpcId ?? null,
  tracing: config.tracing,
  reservedConcurrency: config.receiver.reservedConcurrency ?? null,
  provisionedConcurrency: config.receiver.provisionedConcurrency ?? null,
  throttle: config.throttle,
  eventArchiveDays: config.eventArchiveDays ?? null,
  logRetentionDays: config.logRetentionDays,
  alarmEmail: config.alarmEmail !== undefined,
  removal: config.removal,
  givenTable: config.data.tableName !== undefined,
  givenRootKey: config.data.rootSecretName !== undefined,
  permissionsBoundary: config.permissionsBoundary !== undefined,
  caBundle: config.caBundle !== undefined,
  runnerPolicies: config.runnerPolicies.length,
  codeBuildDeployers: config.codeBuildDeployers.length,
});
