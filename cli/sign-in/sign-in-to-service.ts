import { createClient } from '#shared/client/client.ts';
import { canAsk } from '../confirm.ts';
import type { Context } from '../contexts/context-file.ts';
import { explainFault } from '../network.ts';
import { say } from '../output.ts';
import { openBrowser } from '../platform.ts';
import { secretFromInput } from '../secret-input.ts';
import { UsageError } from '../usage-error.ts';
import { acceptWaitingInvitation } from './accept-invitation.ts';
import { readWellKnown } from './read-well-known.ts';
import { signInByBrowser } from './sign-in-by-browser.ts';

export type SignInFlags = {
  readonly withToken?: true;
  readonly browser?: boolean;
  readonly org?: string;
};

/** The key that a person or a program gives. */
const keyContext = async (url: string, organization: string | undefined): Promise<Context> => ({
  url,
  token: await secretFromInput('API key'),
  ...(organization === undefined ? {} : { organization }),
});

/**
 * Signs in to a service as it asks for: by browser where it names an issuer, and by an API key else.
 * @returns the context to keep; nobody has tried it yet
 * @throws SignInFailure, UsageError, ApiFailure
 */
export const signInToService = async (url: string, flags: SignInFlags): Promise<Context> => {
  if (flags.withToken === true) return keyContext(url, flags.org);
  const { auth } = await readWellKnown(url);
  if (auth === null) {
    if (!canAsk()) throw new UsageError(`${url} takes API keys alone. Add --with-token, and give an API key on stdin.`);
    say(`${url} takes API keys alone.`);
    return keyContext(url, flags.org);
  }
  const open = flags.browser === false ? async () => false : openBrowser;
  const { signedIn, idToken } = await signInByBrowser(auth, { open });
  const client = createClient({ baseUrl: url, explain: explainFault });
  const joined = await acceptWaitingInvitation(client, idToken, flags.org);
  const organization = flags.org ?? joined;
  return { url, signedIn, ...(organization === null ? {} : { organization }) };
};
