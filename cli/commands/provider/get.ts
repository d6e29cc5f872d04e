import { getProviderSettings } from '#shared/contract/endpoints/settings.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore provider get`. */
export const providerGet = apiCommand('provider get', getProviderSettings, {
  summary: 'Show the settings of a Git provider, without its credential',
  examples: ['ocore provider get github'],
  arguments: ['provider'],
  shape: 'one',
  idOf: (one) => (typeof one === 'object' && 'provider' in one ? one.provider : ''),
});
