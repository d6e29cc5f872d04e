import type { Command } from 'commander';
import { createClient } from '#shared/client/client.ts';
import { getMe } from '#shared/contract/endpoints/organization.ts';
import type { Me } from '#shared/contract/me.ts';
import { askWhich, canAsk } from '../confirm.ts';
import { type Context, changeContexts, readContexts } from '../contexts/context-file.ts';
import { explainFault } from '../network.ts';
import { print, say } from '../output.ts';
import { plainText } from '../present/cell.ts';
import { requireSendable } from '../sendable.ts';
import { requireSafeAddress } from '../service-address.ts';
import type { SignInFlags } from '../sign-in/sign-in-to-service.ts';
import { explain } from '../tree/build.ts';

type Flags = SignInFlags & { readonly context?: string };

/** What is given, or where one is signed in already. */
const addressOf = (given: string | undefined, environment: NodeJS.ProcessEnv = process.env): string => {
  const { OCORE_API_URL } = environment;
  const { current, contexts } = readContexts(environment);
  const known = current === null ? undefined : contexts[current]?.url;
  return given ?? (OCORE_API_URL === '' ? undefined : OCORE_API_URL) ?? known ?? 'http://127.0.0.1:4700';
};

const whoIs = async ({ url, token, signedIn, organization }: Context): Promise<Me> => {
  const bearer = token ?? signedIn?.accessToken;
  requireSendable('The API key', bearer);
  requireSendable('--org', organization);
  const { body } = await createClient({
    baseUrl: url,
    explain: explainFault,
    ...(bearer === undefined ? {} : { token: bearer }),
    ...(organization === undefined ? {} : { organization }),
  }).call(getMe, {});
  return body;
};

/** Of several organisations, the one that the commands are about. */
const organizationOf = async ({ organization, organizations }: Me): Promise<string | undefined> => {
  if (organization !== null || organizations.length === 0) return organization?.slug;
  const slugs = organizations.map(({ slug }) => slug);
  say('You have several organisations:');
  const chosen = canAsk() ? await askWhich('Which one are the commands about?', slugs) : null;
  if (chosen === null) say(`${slugs.join(', ')}. Name one with each command: --org, or OCORE_ORG.`);
  return chosen ?? undefined;
};

/** `ocore login`: signs in, and keeps address and tokens or key as a context, once the service has taken them. */
export const addLogin = (ocore: Command): void => {
  const command = ocore
    .command('login')
    .description('Sign in to a service, by browser or with an API key, and keep it as a context')
    .argument('[url]', 'address of the service')
    .option('--with-token', 'with an API key, from stdin or a prompt that does not show it')
    .option('--no-browser', 'print the address to sign in at, and open nothing')
    .option('--context <name>', 'what to call it (default: the host of the address)')
    .option('--org <slug>', 'organisation, where you have several');
  explain(command, 'login', [
    'ocore login https://ocore.example.com',
    'ocore login https://ocore.example.com --with-token < key.txt',
    'ocore login https://staging.example.com --no-browser --context staging',
  ]);
  command.action(async (given: string | undefined, flags: Flags) => {
    const url = addressOf(given);
    requireSafeAddress('The address', url);
    const { signInToService } = await import('../sign-in/sign-in-to-service.ts');
    const context = await signInToService(url, flags);
    const me = await whoIs(context);
    const organization = context.organization ?? (context.token === undefined ? await organizationOf(me) : undefined);
    const kept = { ...context, ...(organization === undefined ? {} : { organization }) };
    const name = flags.context ?? new URL(url).host;
    await changeContexts(({ contexts }) => ({ current: name, contexts: { ...contexts, [name]: kept } }));
    print(name);
    const where = me.organization?.name ?? organization ?? 'no organisation yet';
    say(`Signed in to ${plainText(where)} as ${plainText(me.principal.name)}.`);
    if ((process.env.OCORE_TOKEN ?? '') !== '')
      say('OCORE_TOKEN is set: it counts more than this. Unset it, or add --context.');
  });
};
