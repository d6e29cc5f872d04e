import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** What a person still has to do at the provider. */
export type NextAction = 'add_deploy_key' | 'add_webhook';

/**
 * What is still to do: the key until it was proved by a real connection, the hook until its generation has delivered.
 * Source: docs/design/resources.md, "Next steps".
 */
export const nextActions = (repository: RepositoryRecord): readonly NextAction[] => {
  const key = repository.deployKey.installed === 'manual' && repository.deployKey.lastVerifiedAt === null;
  const hook = repository.webhookInstalled === 'manual' && repository.deliveredGeneration < repository.generation;
  return [...(key ? (['add_deploy_key'] as const) : []), ...(hook ? (['add_webhook'] as const) : [])];
};
