import type { Command } from 'commander';
import { createClient } from '#shared/client/client.ts';
import { getMe } from '#shared/contract/endpoints/organization.ts';
import { readContexts, writeContexts } from '../contexts/context-file.ts';
import { explainFault } from '../network.ts';
import { print, say } from '../output.ts';
import { secretFromInput } from '../secret-input.ts';
import { requireSafeAddress } from '../service-address.ts';
import { explain } from '../tree/build.ts';
import { UsageError } from '../usage-error.ts';

type Flags = { readonly withToken?: true; readonly context?: string; readonly org?: string };

/** `ocore login`: keeps an API key, which comes from stdin, with its address as a context. It is tried first. */
export const addLogin = (ocore: Command): void => {
  const command = ocore
    .command('login')
    .description('Keep the address of a service and an API key, as a context')
    .argument('<url>', 'address of the service')
    .option('--with-token', 'read an API key from stdin')
    .option('--context <name>', 'what to call it (default: the host of the address)')
    .option('--org <slug>', 'organisation, where you have several');
  explain(command, 'login', [
    'ocore login https://ocore.example.com --with-token < key.txt',
    'ocore login https://staging.example.com --with-token --context staging < key.txt',
  ]);
  command.action(async (url: string, flags: Flags) => {
    if (flags.withToken !== true) throw new UsageError('Add --with-token, and give an API key on stdin.');
    requireSafeAddress('The address', url);
    const token = await secretFromInput();
    const organization = flags.org === undefined ? {} : { organization: flags.org };
    const { body } = await createClient({ baseUrl: url, token, explain: explainFault, ...organization }).call(
      getMe,
      {},
    );
    const name = flags.context ?? new URL(url).host;
    const { contexts } = readContexts();
    writeContexts({ current: name, contexts: { ...contexts, [name]: { url, token, ...organization } } });
    print(name);
    say(`Signed in to ${body.organization?.name ?? 'no organisation yet'} as ${body.principal.name}.`);
  });
};
