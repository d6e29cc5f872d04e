import type { Repository } from '#shared/contract/repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { presentComparison } from './comparison.ts';
import { connectionStateOf } from './connection-state.ts';
import { type NextAction, nextActions } from './next-actions.ts';
import { presentDeployKey } from './present-deploy-key.ts';
import { pageOf, providerProfiles } from './provider-profile.ts';
import { refusalOf, retryHint } from './provider-refusals.ts';
import { unreachableNote } from './webhook-reach.ts';

/** What an answer about a repository needs besides its record. */
export type RepositoryFacts = {
  readonly publicUrl: string;
  /** When the project's newest delivery arrived, RFC 3339. It may belong to an earlier connection. */
  readonly lastDelivery: string | null;
  /** Only for the answers of connect and reconfigure-webhook. */
  readonly secret: string | null;
};

/** A repository as the API returns it. */
export const presentRepository = (repository: RepositoryRecord, facts: RepositoryFacts): Repository => {
  const profile = providerProfiles[repository.provider];
  const keysUrl = profile.deployKeysUrl(pageOf(repository));
  const hooksUrl = profile.webhooksUrl(pageOf(repository));
  const reach = unreachableNote(facts.publicUrl, repository.host) ?? '';
  const details: Record<NextAction, () => string> = {
    add_deploy_key: () => profile.addDeployKey(keysUrl),
    add_webhook: () => `${reach}${profile.addWebhook(hooksUrl)}`,
    reconnect: () =>
      `Disconnect the repository (DELETE /api/projects/${repository.projectId}/repository), then connect ${repository.fullName} again: it gets a new deploy key and a new webhook.`,
  };
  const hint = (action: NextAction): string =>
    action === 'reconnect' || refusalOf(repository, action) === null ? '' : retryHint(action);
  const nextSteps = nextActions(repository).map((action) => ({
    action,
    detail: `${details[action]()}${hint(action)}`,
  }));
  return {
    provider: repository.provider,
    repositoryUrl: repository.repositoryUrl,
    fullName: repository.fullName,
    httpsUrl: repository.httpsUrl,
    sshUrl: repository.sshUrl,
    branch: repository.branch,
    ...connectionStateOf(repository),
    deployKey: presentDeployKey(repository.deployKey, repository.retiringKey, keysUrl),
    webhook: {
      url: `${facts.publicUrl}/api/webhooks/${repository.provider}/${repository.hookId}`,
      events: [...profile.webhookEvents],
      contentType: 'application/json',
      installed: repository.webhookInstalled,
      settingsUrl: hooksUrl,
      generation: repository.generation,
      previousGenerationUntil: repository.previousGenerationUntil,
      lastDeliveryAt:
        facts.lastDelivery !== null && facts.lastDelivery >= repository.connectedAt ? facts.lastDelivery : null,
      secret: facts.secret,
    },
    nextSteps,
    connectedAt: repository.connectedAt,
    lastSyncedAt: repository.lastSyncedAt,
    lastComparison: repository.lastComparison === null ? null : presentComparison(repository.lastComparison),
    lastValidation:
      repository.lastValidation === null
        ? null
        : {
            at: repository.lastValidation.at,
            result: repository.lastValidation.result,
            detail: repository.lastValidation.detail,
          },
    lastRejectedAt: repository.lastRejectedAt,
  };
};
