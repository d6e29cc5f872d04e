import { isFurther } from '#infra/auth-config.ts';
import { defaultScopes, type SignIn } from '#shared/config/sign-in.ts';
import { LocalFailure } from './local-failure.ts';

type Flags = {
  readonly issuer?: string | undefined;
  readonly 'client-id'?: string | undefined;
  readonly audience?: string | undefined;
  readonly 'discovery-url'?: string | undefined;
  readonly 'authorization-parameter'?: readonly string[] | undefined;
};

const loopback: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const isAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  return `${search}${hash}` === '' && (protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname)));
};

/** @throws LocalFailure where one is not `name=value`, or is what OpenID Connect itself sends */
const parametersOf = (pairs: readonly string[]): Record<string, string> => {
  const parameters = Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? ['', pair] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
  if (isFurther(parameters)) return parameters;
  throw new LocalFailure(
    '--authorization-parameter must be name=value, such as audience=https://ocore.acme.example, and nothing that OpenID Connect itself sends.',
  );
};

/**
 * Reads how people sign in from the flags of `npm start`.
 * @returns null if none is set: only API keys are taken
 * @throws LocalFailure that says what to do
 */
export const signInOptions = (flags: Flags): SignIn | null => {
  const { issuer, 'client-id': clientId, audience, 'discovery-url': discoveryUrl = null } = flags;
  const pairs = flags['authorization-parameter'] ?? [];
  if ([issuer, clientId, audience, discoveryUrl ?? undefined, pairs[0]].every((flag) => flag === undefined))
    return null;
  if (issuer === undefined || clientId === undefined || audience === undefined) {
    throw new LocalFailure(
      '--issuer, --client-id and --audience go together: set all three, or none. --discovery-url and --authorization-parameter need them.',
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
    authorizationParameters: parametersOf(pairs),
  };
};
