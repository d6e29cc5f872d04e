import { changeContexts, type SignedIn } from '../contexts/context-file.ts';
import { say } from '../output.ts';
import { UsageError } from '../usage-error.ts';

const sayEnd = async ({ issuer, clientId, refreshToken, revocationEndpoint }: SignedIn): Promise<void> => {
  if (refreshToken === null) return say('The access token ends by itself.');
  const { revokeToken } = await import('./issuer.ts');
  const isRevoked = revocationEndpoint !== null && (await revokeToken(revocationEndpoint, clientId, refreshToken));
  say(
    isRevoked
      ? `The sign-in at ${issuer} has ended; the access token ends by itself.`
      : `${issuer} did not end the sign-in. This machine has forgotten it; end it there if somebody else may have it.`,
  );
};

/**
 * Forgets a context, and ends its sign-in at the issuer where that can be done.
 * @param name null for the present context
 * @returns its name
 * @throws UsageError where there is none
 */
export const signOut = async (name: string | null): Promise<string> => {
  let gone: string | null = null;
  let signedIn: SignedIn | undefined;
  await changeContexts(({ current, contexts }) => {
    gone = name ?? current;
    if (gone === null) throw new UsageError('There is no context to sign out of.');
    const context = Object.hasOwn(contexts, gone) ? contexts[gone] : undefined;
    if (context === undefined) throw new UsageError(`There is no context ${gone}. ocore context list shows them.`);
    signedIn = context.signedIn;
    const others = Object.fromEntries(Object.entries(contexts).filter(([one]) => one !== gone));
    return { current: current === gone ? null : current, contexts: others };
  });
  // First the file: what fails afterwards leaves no token on this machine.
  if (signedIn === undefined) say('The key itself still works until it is revoked.');
  else await sayEnd(signedIn);
  return gone ?? '';
};
