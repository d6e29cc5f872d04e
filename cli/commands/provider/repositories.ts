import { listProviderRepositories } from '#shared/contract/endpoints/settings.ts';
import { apiCommand } from '../../tree/command.ts';
import { text, wholeNumber } from '../../tree/options.ts';

/** `ocore provider repositories`. */
export const providerRepositories = apiCommand('provider repositories', listProviderRepositories, {
  summary: 'List the repositories that the credential can reach',
  examples: ['ocore provider repositories github --query odoo'],
  arguments: ['provider'],
  options: [
    text('--query <text>', 'q', 'a part of the name'),
    wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100'),
  ],
  shape: 'list',
  columns: (one) => ({ name: one.fullName, branch: one.defaultBranch, url: one.sshUrl }),
  idOf: (one) => ('fullName' in one ? one.fullName : ''),
});
