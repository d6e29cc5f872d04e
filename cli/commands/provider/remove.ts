import { deleteProviderSettings } from '#shared/contract/endpoints/settings.ts';
import { providerConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore provider remove`: asks for the provider's name. */
export const providerRemove = apiCommand('provider remove', deleteProviderSettings, {
  summary: 'Remove the credential and the address; repositories stay connected',
  examples: ['ocore provider remove github', 'ocore provider remove github --confirm github'],
  arguments: ['provider'],
  shape: 'id',
  confirmation: providerConfirmation,
});
