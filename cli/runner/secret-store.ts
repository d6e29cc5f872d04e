import { readFileSync } from 'node:fs';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsFailureOf } from '../aws-failure.ts';
import type { SecretStore } from './runner-api.ts';

// Any region: the local service has none.
const region = 'us-east-1';

const clientOf = (store: SecretStore | null): SecretsManagerClient => {
  // The SDK's default chain: instance role, profile, web identity. It is used by the runner, never by the command.
  if (store === null) return new SecretsManagerClient({});
  const accessKeyId = readFileSync(store.accessKeyFile, 'utf8').trim();
  return new SecretsManagerClient({
    endpoint: store.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey: accessKeyId },
  });
};

/**
 * Reads the private deploy key with the runner's AWS identity.
 * @throws Error that says what to check
 */
export const readDeployKey = async (secretId: string, store: SecretStore | null): Promise<string> => {
  try {
    const { SecretString } = await clientOf(store).send(new GetSecretValueCommand({ SecretId: secretId }));
    if (SecretString === undefined) throw new Error('it holds no text');
    return SecretString;
  } catch (cause) {
    const { message } = awsFailureOf(cause, 'There is no such secret in this account and region.');
    throw new Error(
      `The deploy key ${secretId} cannot be read from Secrets Manager: ${message} ` +
        'The runner needs AWS credentials and a region, and secretsmanager:GetSecretValue on the key.',
      { cause },
    );
  }
};
