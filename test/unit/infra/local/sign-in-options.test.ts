import { describe, expect, it } from 'vitest';
import { signInOptions } from '#infra/local/sign-in-options.ts';

const flags = { issuer: 'https://login.acme.example', 'client-id': 'ocore', audience: 'https://ocore.acme.example' };

describe('the flags of sign-in', () => {
  it('are none where none is set', () => {
    expect(signInOptions({})).toBeNull();
  });

  it.each(['https://login.acme.example/', 'http://127.0.0.1:9000', 'http://localhost:9000/realm', 'http://[::1]:9000'])(
    'take the issuer %s',
    (issuer) => {
      expect(signInOptions({ ...flags, issuer })).toMatchObject({
        kind: 'oidc',
        issuer,
        clientId: 'ocore',
        audience: flags.audience,
      });
    },
  );

  it('ask the issuer at another address where one is given', () => {
    const url = 'https://login.acme.example/tenant/.well-known/openid-configuration';

    expect(signInOptions({ ...flags, 'discovery-url': url })).toMatchObject({
      issuer: flags.issuer,
      discoveryUrl: url,
    });
    expect(signInOptions(flags)).toMatchObject({ discoveryUrl: null });
  });

  it('tell clients what to send besides, where it is given', () => {
    const given = ['resource=https://ocore.acme.example/?a=b', 'prompt='];

    expect(signInOptions({ ...flags, 'authorization-parameter': given })).toMatchObject({
      authorizationParameters: { resource: 'https://ocore.acme.example/?a=b', prompt: '' },
    });
    expect(signInOptions(flags)).toMatchObject({ authorizationParameters: {} });
  });

  it.each([
    [{ 'discovery-url': flags.issuer }, /--discovery-url and --authorization-parameter need them/],
    [{ 'authorization-parameter': ['resource=x'] }, /--authorization-parameter need them/],
    [{ ...flags, 'authorization-parameter': ['resource'] }, /must be name=value/],
    [{ ...flags, 'authorization-parameter': ['state=x'] }, /nothing that OpenID Connect itself sends/],
    [{ ...flags, 'discovery-url': 'http://login.acme.example' }, /--discovery-url must be an https address/],
    [{ issuer: flags.issuer }, /go together/],
    [{ ...flags, audience: undefined }, /go together/],
    [{ ...flags, issuer: 'http://login.acme.example' }, /--issuer must be an https address/],
    [{ ...flags, issuer: 'http://127.0.0.1.evil.example' }, /--issuer must be an https address/],
    [{ ...flags, issuer: 'login' }, /--issuer must be an https address/],
    [{ ...flags, issuer: 'https://login.acme.example/?a=1' }, /--issuer must be an https address/],
    [{ ...flags, audience: 'ocore' }, /--audience must differ/],
    [{ ...flags, 'client-id': '' }, /--audience must differ/],
  ])('refuse %j', (given, problem) => {
    expect(() => signInOptions(given)).toThrow(problem);
  });
});
