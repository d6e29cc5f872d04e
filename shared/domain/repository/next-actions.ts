import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** What a person still has to do at the provider. */
export type NextAction = 'add_deploy_key' | 'add_webhook' | 'reconnect';

/**
 * What a person still has to do. The key counts as done after a real connection has proved it, the webhook after a
 * delivery of its generation. A repository that another one has replaced must be connected anew, whatever else is missing.
 * Source: docs/design/resources.md, "Next steps".
 */
export const nextActions = (repository: RepositoryRecord): readonly NextAction[] => {
  if (repository.replacedBy !== null) return ['reconnect'];
  const key = repository.deployKey.installed === 'manual' && repository.deployKey.lastVerifiedAt === null;
  const hook = repository.webhookInstalled === 'manual' && repository.deliveredGeneration < repository.generation;
  return [...(key ? (['add_deploy_key'] as const) : []), ...(hook ? (['add_webhook'] as const) : [])];
};
