import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';
import { secretKey } from '#shared/config/secret-key.ts';
import { secretPrefix } from '#shared/config/secret-prefix.ts';
import type { DeployKeyId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { secretsManager } from './client.ts';

/**
 * The name of a deploy key's secret. It contains the key's id, so that names are never reused.
 * Source: docs/design/connecting.md, "Deploy keys".
 */
export const deployKeySecretId = (organization: OrganizationId, project: ProjectId, key: DeployKeyId): string =>
  `${secretPrefix()}/deploy-key/${organization}/${project}/${key}`;

/** Stores the private key. Repeating it changes nothing. */
export const storeDeployKey = async (
  organization: OrganizationId,
  project: ProjectId,
  key: DeployKeyId,
  privateKey: string,
): Promise<void> => {
  try {
    await secretsManager().send(
      new CreateSecretCommand({
        Name: deployKeySecretId(organization, project, key),
        SecretString: privateKey,
        Description: 'Private half of an oCore deploy key.',
        ...secretKey(),
        Tags: [
          { Key: 'ocore:organization', Value: organization },
          { Key: 'ocore:project', Value: project },
        ],
      }),
    );
  } catch (error) {
    // An earlier try of this call made it and its answer was lost: ids are random, so nobody else can have made it.
    if (!(error instanceof ResourceExistsException)) throw error;
  }
};

/** Reads the private key. @returns null if it is gone */
export const readDeployKey = async (
  organization: OrganizationId,
  project: ProjectId,
  key: DeployKeyId,
): Promise<string | null> => {
  try {
    const SecretId = deployKeySecretId(organization, project, key);
    const { SecretString } = await secretsManager().send(new GetSecretValueCommand({ SecretId }));
    return SecretString ?? null;
  } catch (error) {
    // InvalidRequest: the secret is marked for deletion.
    if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) return null;
    throw error;
  }
};

/** Deletes the private key at once, without a recovery window. A missing key is no error. */
export const deleteDeployKey = async (
  organization: OrganizationId,
  project: ProjectId,
  key: DeployKeyId,
): Promise<void> => {
  try {
    await secretsManager().send(
      new DeleteSecretCommand({
        SecretId: deployKeySecretId(organization, project, key),
        ForceDeleteWithoutRecovery: true,
      }),
    );
  } catch (error) {
    // InvalidRequest: the secret is already marked for deletion.
    if (!(error instanceof ResourceNotFoundException || error instanceof InvalidRequestException)) throw error;
  }
};
