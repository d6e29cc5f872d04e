import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { webhookSecret } from '#shared/secrets/webhook-secret.ts';

/** The webhook of a repository's present generation. */
export const hookOf = (repository: RepositoryRecord) => ({
  rootKeyVersion: repository.rootKeyVersion,
  provider: repository.provider,
  proof: repository.proof,
  organizationId: repository.organizationId,
  projectId: repository.projectId,
  connectionId: repository.connectionId,
  generation: repository.generation,
});

/** The secret that a person has to paste; null if the webhook was installed through the provider's API. */
export const secretToPaste = (repository: RepositoryRecord, root: RootKey): string | null =>
  repository.webhookInstalled === 'manual' ? webhookSecret(root, hookOf(repository)) : null;
