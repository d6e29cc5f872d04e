import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretsManager } from './client.ts';
import { VersionedSecret } from './versioned-secret.ts';

/** What may be shown of a key: the numbers of its versions, never their values. */
export type KeyVersions = {
  readonly current: number;
  readonly all: number[];
  /** When the text was last written, RFC 3339. */
  readonly changedAt: string | null;
};

/**
 * Reads which versions a key has, as it is now and not as a process remembers it.
 * @returns what is wrong with the text, if it is not a key
 * @throws what Secrets Manager throws
 */
export const readKeyVersions = async (SecretId: string): Promise<KeyVersions | { readonly invalid: string }> => {
  const { SecretString, CreatedDate } = await secretsManager().send(new GetSecretValueCommand({ SecretId }));
  let parsed: unknown;
  try {
    parsed = JSON.parse(SecretString ?? '');
  } catch {
    // The parser's own message would quote the secret.
    return { invalid: 'it is not JSON.' };
  }
  const key = VersionedSecret.safeParse(parsed);
  if (!key.success) return { invalid: `${key.error.issues.map((one) => one.message).join('; ')}.` };
  const { current, versions } = key.data;
  const all = [...versions.keys()].sort((one, other) => one - other);
  return { current, all, changedAt: CreatedDate?.toISOString() ?? null };
};
