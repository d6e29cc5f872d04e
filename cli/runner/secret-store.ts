import { readFileSync } from 'node:fs';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretStore } from './runner-api.ts';

// Whatever the region is called: the service on one machine has none.
const region = 'us-east-1';

const clientOf = (store: SecretStore | null): SecretsManagerClient => {
  // The SDK's own chain: instance role, profile, web identity. It is the runner's, never the command's.
  if (store === null) return new SecretsManagerClient({});
  const accessKeyId = readFileSync(store.accessKeyFile, 'utf8').trim();
  return new SecretsManagerClient({
    endpoint: store.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey: accessKeyId },
  });
};

/**
 * Reads the private half of the deploy key with the runner's own identity.
 * @throws Error with what to check
 */
export const readDeployKey = async (secretId: string, store: SecretStore | null): Promise<string> => {
  try {
    const { SecretString } = await clientOf(store).send(new GetSecretValueCommand({ SecretId: secretId }));
    if (SecretString === undefined) throw new Error('it holds no text');
    return SecretString;
  } catch (cause) {
    throw new Error(
      `The deploy key ${secretId} cannot be read from Secrets Manager (${(cause as Error).message}). ` +
        'Check that the runner has AWS credentials and a region, and may call secretsmanager:GetSecretValue on it.',
      { cause },
    );
  }
};
