import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { secretKey } from '#shared/config/secret-key.ts';
import { secretPrefix } from '#shared/config/secret-prefix.ts';
import type { OrganizationId } from '#shared/contract/id.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { secretsManager } from './client.ts';

/** A credential as stored in Secrets Manager, with the only address that it may be sent to. */
const StoredCredential = z.object({
  apiUrl: z.string(),
  credential: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('token'), token: z.string(), username: z.nullable(z.string()) }),
    z.object({ kind: z.literal('app'), appId: z.string(), installationId: z.string(), privateKey: z.string() }),
  ]),
});
export type StoredCredential = z.infer<typeof StoredCredential>;

/** The name of a credential's secret. It ends with a ULID, so that names are never reused. */
export const credentialSecretId = (organization: OrganizationId, provider: Provider, ulid: string): string =>
  `${secretPrefix()}/provider-credential/${organization}/${provider}/${ulid}`;

/** Stages shared the prefix of prod in 0.1.0: such a secret may be another stage's, so it counts as gone. */
const isOwn = (secretId: string): boolean => secretId.startsWith(`${secretPrefix()}/`);

/** Stores a credential. Repeating it changes nothing. */
export const storeCredential = async (secretId: string, stored: StoredCredential): Promise<void> => {
  try {
    await secretsManager().send(
      new CreateSecretCommand({
        Name: secretId,
        SecretString: JSON.stringify(stored),
        Description: 'Credential of an organisation for a Git provider.',
        ...secretKey(),
      }),
    );
  } catch (error) {
    // An earlier try of this call made it and its answer was lost: the name is random.
    if (!(error instanceof ResourceExistsException)) throw error;
  }
};

/** Reads a credential. @returns null if the secret is gone, or is not this stage's */
export const readCredential = async (secretId: string): Promise<StoredCredential | null> => {
  if (!isOwn(secretId)) return null;
  let text: string | undefined;
  try {
    ({ SecretString: text } = await secretsManager().send(new GetSecretValueCommand({ SecretId: secretId })));
  } catch (error) {
    if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) return null;
    throw error;
  }
  try {
    return StoredCredential.parse(JSON.parse(text ?? ''));
  } catch {
    // A parser's message may quote the secret.
    throw new Error(`The secret ${secretId} is not a credential.`);
  }
};

/** Deletes a credential at once. A missing one is no error, and one that is not this stage's is left alone. */
export const deleteCredential = async (secretId: string): Promise<void> => {
  if (!isOwn(secretId)) return;
  try {
    await secretsManager().send(new DeleteSecretCommand({ SecretId: secretId, ForceDeleteWithoutRecovery: true }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException || error instanceof InvalidRequestException)) throw error;
  }
};
