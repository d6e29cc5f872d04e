import { readFileSync, statSync } from 'node:fs';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsFailureOf } from '../aws-failure.ts';
import { isLoopback } from '../is-loopback.ts';
import { proxiedAgent } from '../proxied-agent.ts';
import type { SecretStore } from './runner-api.ts';

// Any region: the local service has none.
const region = 'us-east-1';

/** The claim asks for something that a service on this machine does not ask for. */
class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** What `npm start` writes into its file, with or without a line break at the end. */
const accessKey = /^OCORE[0-9A-F]{32}$/;
const maxBytes = 64;

/** The text of a small file; of anything else none. */
const textOf = (file: string): string => {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= maxBytes ? readFileSync(file, 'utf8').trim() : '';
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StoreRefused(`${file} cannot be read (${code}). Start the runner as the user of npm start.`, { cause });
  }
};

/** @throws StoreRefused where the file is not one that `npm start` has written */
const accessKeyOf = ({ accessKeyFile }: SecretStore): string => {
  const text = textOf(accessKeyFile);
  if (!accessKey.test(text)) throw new StoreRefused(`${accessKeyFile} holds no access key of npm start.`);
  return text;
};

const clientOf = (store: SecretStore | null): SecretsManagerClient => {
  // The SDK's default chain: instance role, profile, web identity. It is used by the runner, never by the command.
  if (store === null) return new SecretsManagerClient({ requestHandler: { httpsAgent: proxiedAgent() } });
  const accessKeyId = accessKeyOf(store);
  return new SecretsManagerClient({
    endpoint: store.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey: accessKeyId },
  });
};

/**
 * Reads the private deploy key with the runner's AWS identity. A claim may name a file and an address of this host only if
 * the service runs on this host too. Otherwise it could send any file to anybody.
 * @param apiUrl the address of the service that the claim came from
 * @throws Error that says what to check
 */
export const readDeployKey = async (secretId: string, store: SecretStore | null, apiUrl: string): Promise<string> => {
  try {
    if (store !== null && !(isLoopback(apiUrl) && isLoopback(store.endpoint))) {
      throw new StoreRefused('a service that is not on this machine named a file and an address of it.');
    }
    const { SecretString } = await clientOf(store).send(new GetSecretValueCommand({ SecretId: secretId }));
    if (SecretString === undefined) throw new Error('it holds no text');
    return SecretString;
  } catch (cause) {
    if (cause instanceof StoreRefused) {
      throw new Error(`The deploy key ${secretId} is not read: ${cause.message}`, { cause });
    }
    const { message } = awsFailureOf(cause, 'There is no such secret in this account and region.');
    throw new Error(
      `The deploy key ${secretId} cannot be read from Secrets Manager: ${message} ` +
        'The runner needs AWS credentials and a region, and secretsmanager:GetSecretValue on the key.',
      { cause },
    );
  }
};
