import { DeleteSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  credentialSecretId,
  deleteCredential,
  readCredential,
  type StoredCredential,
} from '#shared/secrets/provider-credential-secret.ts';
import { organizationId } from '#test/fixtures/records.ts';

const secrets = mockClient(SecretsManagerClient);
const stored: StoredCredential = {
  apiUrl: 'https://api.github.com',
  credential: { kind: 'token', token: 'github_pat_canary', username: null },
};
const own = () => credentialSecretId(organizationId(), 'github', '01J00000000000000000000000');
const ofProd = () => own().replace('ocore-dev/', 'ocore/');

beforeEach(() => {
  secrets.reset();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(stored) });
  secrets.on(DeleteSecretCommand).resolves({});
  vi.stubEnv('SECRET_PREFIX', 'ocore-dev');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the credential of a stage', () => {
  it('bears the stage in its name', () => {
    expect(own()).toBe(`ocore-dev/provider-credential/${organizationId()}/github/01J00000000000000000000000`);
  });

  it('is read and deleted below the prefix of the stage', async () => {
    expect(await readCredential(own())).toEqual(stored);

    await deleteCredential(own());

    expect(secrets.commandCalls(DeleteSecretCommand)).toHaveLength(1);
  });

  it.each([
    ['of prod', ofProd],
    ['of a stage whose name begins alike', () => own().replace('ocore-dev/', 'ocore-dev-2/')],
  ])('%s counts as gone and is left alone', async (_of, secretId) => {
    expect(await readCredential(secretId())).toBeNull();

    await deleteCredential(secretId());

    expect(secrets.calls()).toEqual([]);
  });
});
