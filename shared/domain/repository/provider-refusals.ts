import type { ProviderRefusals, RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { NextAction } from './next-actions.ts';

/** Nothing was refused. */
export const noRefusals: ProviderRefusals = { deployKey: null, webhook: null, leftBehind: null };

/** What the provider refused to do for a person. */
export const refusalOf = ({ refusals }: Pick<RepositoryRecord, 'refusals'>, action: NextAction): string | null =>
  action === 'add_deploy_key' ? refusals.deployKey : refusals.webhook;

/** How to let oCore repeat a refused step once the cause is gone, instead of doing it by hand. */
export const retryHint = (action: NextAction): string =>
  action === 'add_deploy_key'
    ? ' Or remove the cause of the refusal and let oCore add a new key: POST …/repository/regenerate-key.'
    : ' Or remove the cause of the refusal and let oCore add the webhook: POST …/repository/reconfigure-webhook.';
