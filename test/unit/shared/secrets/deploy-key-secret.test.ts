import {
  CreateSecretCommand,
  DeleteSecretCommand,
  InternalServiceError,
  InvalidRequestException,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeployKeyId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { deleteDeployKey, deployKeySecretId, storeDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { storeCredential } from '#shared/secrets/provider-credential-secret.ts';

const secrets = mockClient(SecretsManagerClient);
const organization = 'org_01J00000000000000000000000' as OrganizationId;
const project = 'prj_01J00000000000000000000001' as ProjectId;
const key = 'dky_01J00000000000000000000002' as DeployKeyId;
const name = `ocore/deploy-key/${organization}/${project}/${key}`;
const fault = { message: 'from AWS', $metadata: {} };

beforeEach(() => {
  secrets.reset();
  vi.stubEnv('SECRET_PREFIX', 'ocore');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('deployKeySecretId', () => {
  it('is the name of the design', () => {
    expect(deployKeySecretId(organization, project, key)).toBe(name);
  });

  it('bears the stage', () => {
    vi.stubEnv('SECRET_PREFIX', 'ocore-dev');

    expect(deployKeySecretId(organization, project, key)).toBe(name.replace('ocore/', 'ocore-dev/'));
  });
});

describe('storeDeployKey', () => {
  it('creates a secret that holds the private half and bears its tenant', async () => {
    secrets.on(CreateSecretCommand).resolves({});

    await storeDeployKey(organization, project, key, 'private half');

    expect(secrets.commandCalls(CreateSecretCommand)[0]?.args[0].input).toMatchObject({
      Name: name,
      SecretString: 'private half',
      Tags: [
        { Key: 'ocore:organization', Value: organization },
        { Key: 'ocore:project', Value: project },
      ],
    });
  });

  it("is encrypted with the deployment's own key where it has one", async () => {
    const KmsKeyId = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    vi.stubEnv('SECRET_KEY_ARN', KmsKeyId);
    secrets.on(CreateSecretCommand).resolves({});

    await storeDeployKey(organization, project, key, 'private half');
    await storeCredential(`ocore/provider-credential/${organization}/github/01J`, {
      apiUrl: 'https://api.github.com',
      credential: { kind: 'token', token: 'a token', username: null },
    });

    const made = secrets.commandCalls(CreateSecretCommand).map((call) => call.args[0].input.KmsKeyId);
    expect(made).toEqual([KmsKeyId, KmsKeyId]);
  });

  it('tells nothing of the key in what anybody may list', async () => {
    secrets.on(CreateSecretCommand).resolves({});

    await storeDeployKey(organization, project, key, 'private half');

    const { Description, Tags, Name } = secrets.commandCalls(CreateSecretCommand)[0]?.args[0].input ?? {};
    expect(JSON.stringify([Description, Tags, Name])).not.toContain('private half');
  });

  it('succeeds where the secret is there already: the answer to the first try was lost', async () => {
    secrets.on(CreateSecretCommand).rejects(new ResourceExistsException(fault));

    await expect(storeDeployKey(organization, project, key, 'private half')).resolves.toBeUndefined();
  });

  it('hands every other failure on', async () => {
    secrets.on(CreateSecretCommand).rejects(new InternalServiceError(fault));

    await expect(storeDeployKey(organization, project, key, 'private half')).rejects.toThrow(InternalServiceError);
  });
});

describe('deleteDeployKey', () => {
  it('deletes at once, without a recovery window', async () => {
    secrets.on(DeleteSecretCommand).resolves({});

    await deleteDeployKey(organization, project, key);

    expect(secrets.commandCalls(DeleteSecretCommand)[0]?.args[0].input).toEqual({
      SecretId: name,
      ForceDeleteWithoutRecovery: true,
    });
  });

  it.each([
    ['is not there', new ResourceNotFoundException(fault)],
    ['is marked for deletion already', new InvalidRequestException(fault)],
  ])('succeeds where the secret %s', async (_what, error) => {
    secrets.on(DeleteSecretCommand).rejects(error);

    await expect(deleteDeployKey(organization, project, key)).resolves.toBeUndefined();
  });

  it('hands every other failure on', async () => {
    secrets.on(DeleteSecretCommand).rejects(new InternalServiceError(fault));

    await expect(deleteDeployKey(organization, project, key)).rejects.toThrow(InternalServiceError);
  });
});
