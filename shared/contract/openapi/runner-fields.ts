/** What a runner is answered, by field. */
export const runnerFields: Readonly<Record<string, string>> = {
  'Claim.deployment': 'The deployment, which runs from now on.',
  'Claim.environment': 'The environment to deploy to.',
  'Claim.submodules.hostKeys': 'Lines as in known_hosts, without the host.',
  'Claim.submodules.deployKeySecretId': 'The secret in AWS Secrets Manager that holds the private key.',
  'Claim.secretStore.endpoint': 'The address of the Secrets Manager.',
  'Claim.secretStore.accessKeyFile': 'The file on this machine with the access key for it.',
  'Lease.token': 'What the next requests of the runner are proved with.',
  'Lease.expiresAt': 'When the deployment counts as lost, unless a heartbeat comes before.',

  'RunnerSetup.environment': 'The environment that the runner serves.',
  'RunnerSetup.submodules.hostKeys': 'Lines as in known_hosts, without the host.',
  'RunnerSetup.submodules.deployKeySecretId': 'The secret in AWS Secrets Manager that holds the private key.',
  'RunnerSetup.secretStore.endpoint': 'The address of the Secrets Manager.',
  'RunnerSetup.secretStore.accessKeyFile': 'The file on this machine with the access key for it.',
};
