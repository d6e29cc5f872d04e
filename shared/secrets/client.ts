import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

let client: SecretsManagerClient | undefined;

/** The Secrets Manager client of the execution environment. */
export const secretsManager = (): SecretsManagerClient => {
  client ??= new SecretsManagerClient({ requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } });
  return client;
};
