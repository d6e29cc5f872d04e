import { type Command, Option } from 'commander';
import * as z from 'zod/mini';
import { namePrefix } from '#shared/contract/name-prefix.ts';
import { ServiceStatus } from '#shared/contract/service-status.ts';
import { exitCodes } from '../../exit-codes.ts';
import { print } from '../../output.ts';
import { explain } from '../../tree/build.ts';
import { invokeAdmin } from './invoke-admin.ts';

const Answer = z.object(ServiceStatus.shape);

type Flags = { readonly stage: string; readonly output: 'table' | 'json' | 'yaml'; readonly json?: true };

const shown = async (status: ServiceStatus, { output, json }: Flags): Promise<string> => {
  if (json === true || output === 'json') return JSON.stringify(status);
  if (output === 'yaml') {
    const { yamlOf } = await import('../../present/yaml.ts');
    return yamlOf(status).trimEnd();
  }
  const { statusText } = await import('./status-text.ts');
  const width = process.stdout.isTTY === true ? process.stdout.columns : null;
  return statusText(status, { width, now: new Date(status.checkedAt) });
};

/**
 * `ocore admin status`: how a stage is, and what is wrong with it. Exit code 1 where anything is.
 * Source: docs/operations.md, "Is the service well?".
 */
export const addStatus = (admin: Command): void => {
  const command = admin
    .command('status')
    .description('Show how the service is: configuration, queues, alarms, tick, keys, table, and what is wrong')
    .option('--stage <name>', 'the stage', 'prod')
    .addOption(
      new Option('-o, --output <format>', 'how to print it').choices(['table', 'json', 'yaml']).default('table'),
    )
    .option('--json', 'the same as -o json')
    .addHelpText(
      'after',
      '\nThe exit code is 1 where something is wrong. It needs lambda:InvokeFunction on ocore-read-status alone.\nWith npm start: OCORE_ADMIN_ENDPOINT=<adminEndpoint of npm start -- --json>',
    );
  explain(command, 'admin status', ['ocore admin status', 'ocore admin status --stage dev -o json']);
  command.action(async (flags: Flags) => {
    const status = await invokeAdmin(`${namePrefix(flags.stage)}-read-status`, {}, Answer, '--stage');
    print(await shown(status, flags));
    if (status.findings.length > 0) process.exitCode = exitCodes.failed;
  });
};
