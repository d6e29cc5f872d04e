import type { ProjectId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import type { DeployKeyRecord } from '#shared/domain/records/repository.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';

/** A new key: its record, and the private key, which goes to Secrets Manager. */
export type NewDeployKey = { readonly record: DeployKeyRecord; readonly privateKey: string };

/** Makes a key for a project. @param now RFC 3339 */
export const newDeployKey = (project: ProjectId, now: string): NewDeployKey => {
  const pair = generateDeployKey(`ocore ${project}`);
  return {
    record: {
      id: newId('deployKey', now),
      publicKey: pair.publicKey,
      fingerprint: pair.fingerprint,
      installed: 'manual',
      createdAt: now,
      lastVerifiedAt: null,
    },
    privateKey: pair.privateKey,
  };
};
