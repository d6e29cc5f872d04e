import { defaultScopes, type SignIn } from '#shared/config/sign-in.ts';
import { LocalFailure } from './local-failure.ts';

type Flags = {
  readonly issuer?: string | undefined;
  readonly 'client-id'?: string | undefined;
  readonly audience?: string | undefined;
  readonly 'discovery-url'?: string | undefined;
};

const loopback: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const isAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  return `${search}${hash}` === '' && (protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname)));
};

/**
 * Reads how people sign in from the flags of `npm start`.
 * @returns null if none is set: only API keys are taken
 * @throws LocalFailure that says what to do
 */
export const signInOptions = (flags: Flags): SignIn | null => {
  const { issuer, 'client-id': clientId, audience, 'discovery-url': discoveryUrl = null } = flags;
  if ([issuer, clientId, audience, discoveryUrl ?? undefined].every((flag) => flag === undefined)) return null;
  if (issuer === undefined || clientId === undefined || audience === undefined) {
    throw new LocalFailure(
      '--issuer, --client-id and --audience go together: set all three, or none. --discovery-url needs them.',
    );
  }
  for (const [flag, address] of Object.entries({ '--issuer': issuer, '--discovery-url': discoveryUrl })) {
    if (address === null || isAddress(address)) continue;
    throw new LocalFailure(`${flag} must be an https address, without query; http is taken on loopback alone.`);
  }
  if (clientId === '' || audience === '' || audience === clientId) {
    throw new LocalFailure('--audience must differ from --client-id: ID tokens would pass as access tokens.');
  }
  return {
    kind: 'oidc',
    issuer,
    clientId,
    audience,
    discoveryUrl,
    scopes: [...defaultScopes],
    authorizationParameters: {},
  };
};
