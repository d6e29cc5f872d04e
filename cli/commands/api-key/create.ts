import { createApiKey } from '#shared/contract/endpoints/organization.ts';
import { apiCommand } from '../../tree/command.ts';
import { ending, list, namedList, text } from '../../tree/options.ts';
import { secretSaid } from './secret-said.ts';

/** `ocore api-key create`: the key is the data, so it goes to stdout, alone. */
export const apiKeyCreate = apiCommand('api-key create', createApiKey, {
  summary: 'Make an API key and print it; it is shown this once',
  examples: [
    'ocore api-key create --name CI --permission view:projects deploy:projects --expires 90d',
    'ocore api-key create --name Runner --permission run:projects --project Shop --environment Staging',
  ],
  options: [
    text('--name <name>', 'name', 'what it is for', { required: true }),
    {
      ...list('--permission <permissions...>', 'permissions', ''),
      about: 'what it may do; ocore permission list shows them',
      required: true,
    },
    namedList('--project <projects...>', 'projectIds', 'project', 'the only projects that it sees'),
    namedList(
      '--environment <environments...>',
      'environmentIds',
      'environment',
      'the only environments that it deploys to',
    ),
    ending('--expires <when>', 'expiresAt', 'when it ends'),
  ],
  shape: 'one',
  idOf: null,
  secretOf: (body) => body.key,
  said: secretSaid,
});
