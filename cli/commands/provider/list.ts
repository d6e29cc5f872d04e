import { listProviderSettings } from '#shared/contract/endpoints/settings.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore provider list`. */
export const providerList = apiCommand('provider list', listProviderSettings, {
  summary: 'List the settings of the Git providers, without their credentials',
  examples: ['ocore provider list'],
  shape: 'list',
  columns: (one) => ({
    provider: one.provider,
    credential: one.credential?.kind,
    login: one.credential?.login,
    lastFour: one.credential?.lastFour,
    expires: one.credential?.expiresAt,
    baseUrl: one.baseUrl,
  }),
  idOf: (one) => ('provider' in one ? one.provider : ''),
});
