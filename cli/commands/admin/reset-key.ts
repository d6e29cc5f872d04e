import type { Command } from 'commander';
import * as z from 'zod/mini';
import { NewFirstKey } from '#shared/contract/admin.ts';
import { print, say } from '../../output.ts';
import { explain } from '../../tree/build.ts';
import { invokeAdmin } from './invoke-admin.ts';

const Answer = z.object(NewFirstKey.shape);

/**
 * `ocore admin reset-key`: a new secret for the first key, which acts as Owner.
 * Source: docs/design/security-model.md, "The operator".
 */
export const addResetKey = (admin: Command): void => {
  const command = admin
    .command('reset-key')
    .description('Give the first API key of an organisation a new secret, which is shown this once')
    .requiredOption('--organization <slug>', 'the slug of the organisation')
    .option('--function <name>', 'the admin function, if the stage is not prod');
  explain(command, 'admin reset-key', ['ocore admin reset-key --organization acme']);
  command.action(async (options: { organization: string; function?: string }) => {
    const functionName = options.function ?? 'ocore-reset-key';
    const { organization, apiKey } = await invokeAdmin(functionName, { organization: options.organization }, Answer);
    print(JSON.stringify({ organization, apiKey }));
    say('Keep the API key: it is not shown again. The earlier secret of the key no longer works.');
  });
};
