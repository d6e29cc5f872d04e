import { type Client, createClient } from '#shared/client/client.ts';
import { explainFault } from '../network.ts';
import { requireSendable } from '../sendable.ts';
import { requireSafeAddress } from '../service-address.ts';
import { renewingFetch } from '../sign-in/renewing-fetch.ts';
import { UsageError } from '../usage-error.ts';
import { type Context, type Contexts, readContexts, type SignedIn } from './context-file.ts';

/** The options of every command that calls the API. */
export type ConnectionFlags = {
  readonly context?: string;
  readonly apiUrl?: string;
  readonly org?: string;
  readonly timeout?: string;
};

export type Connection = {
  readonly baseUrl: string;
  readonly token: string | undefined;
  /** The sign-in of the context, where no token is given. */
  readonly signedIn: SignedIn | undefined;
  readonly organization: string | undefined;
  /** The name of the context that this comes from; null without one. */
  readonly context: string | null;
};

const set = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** The contexts; null where the file cannot be read, which is nothing to fail for unless something in it is needed. */
const contextsOf = (environment: NodeJS.ProcessEnv, isNeeded: boolean): Contexts | null => {
  try {
    return readContexts(environment);
  } catch (error) {
    if (isNeeded) throw error;
    return null;
  }
};

const contextOf = (
  name: string | undefined,
  environment: NodeJS.ProcessEnv,
  isNeeded: boolean,
): readonly [string, Context] | null => {
  const found = contextsOf(environment, isNeeded || name !== undefined);
  if (found === null) return null;
  const { current, contexts } = found;
  const chosen = name ?? current;
  if (chosen === null) return null;
  const context = Object.hasOwn(contexts, chosen) ? contexts[chosen] : undefined;
  if (context !== undefined) return [chosen, context];
  const known = Object.keys(contexts);
  throw new UsageError(
    `There is no context ${chosen}. ${known.length === 0 ? 'There is none yet.' : `There is ${known.join(', ')}.`}`,
  );
};

/**
 * Where the API is and who calls it: flags over environment over file. A named context is a flag: it counts more than the
 * environment. The key of a context goes to the address of that context alone.
 * @throws UsageError if the address is invalid or not safe for a token, or if there is no such context
 */
export const connectionOf = (flags: ConnectionFlags, environment: NodeJS.ProcessEnv = process.env): Connection => {
  const named = set(flags.context);
  const variables = named === undefined ? environment : {};
  const flagged = set(flags.apiUrl);
  const given = flagged ?? set(variables.OCORE_API_URL);
  // A program with another user's HOME, as in a container, may not read the file, and does not need to.
  const isNeeded = given === undefined || set(variables.OCORE_TOKEN) === undefined;
  const [context, ofFile] = contextOf(named ?? set(environment.OCORE_CONTEXT), environment, isNeeded) ?? [null, null];
  const baseUrl = given ?? ofFile?.url ?? 'http://127.0.0.1:4700';
  requireSafeAddress(flagged === undefined ? 'OCORE_API_URL' : '--api-url', baseUrl);
  const isItsAddress =
    ofFile !== null && URL.canParse(ofFile.url) && new URL(ofFile.url).origin === new URL(baseUrl).origin;
  const own = isItsAddress ? ofFile : null;
  const token = set(variables.OCORE_TOKEN) ?? own?.token;
  const organization = set(flags.org) ?? set(variables.OCORE_ORG) ?? own?.organization;
  requireSendable('OCORE_TOKEN', token);
  requireSendable(set(flags.org) === undefined ? 'OCORE_ORG' : '--org', organization);
  return {
    baseUrl,
    token,
    signedIn: token === undefined ? own?.signedIn : undefined,
    organization,
    context: own === null ? null : context,
  };
};

const timeoutOf = (seconds: string | undefined): number | undefined => {
  if (seconds === undefined) return undefined;
  const value = /^\d{1,4}(?:\.\d{1,3})?$/.test(seconds) ? Number(seconds) * 1000 : 0;
  if (value <= 0 || value > 600_000)
    throw new UsageError('--timeout must be a number of seconds above 0, at most 600.');
  return value;
};

/** The API client of a command. */
export const connect = (flags: ConnectionFlags, environment: NodeJS.ProcessEnv = process.env): Client => {
  const { baseUrl, token, signedIn, organization, context } = connectionOf(flags, environment);
  const timeoutMs = timeoutOf(flags.timeout);
  return createClient({
    baseUrl,
    explain: explainFault,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(token === undefined ? {} : { token }),
    ...(signedIn === undefined || context === null
      ? {}
      : { token: signedIn.accessToken, fetch: renewingFetch(context, signedIn, { environment }) }),
    ...(organization === undefined ? {} : { organization }),
  });
};
