import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, importJWK, type JWTPayload } from 'jose';
import { audience, clientId, type Issuer, newSigningKey, type SigningKey } from '#test/fixtures/issuer.ts';

export type HostileToken = { readonly what: string; readonly token: string };

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const unsigned = (header: unknown, payload: unknown, signature = ''): string =>
  `${part(header)}.${part(payload)}.${signature}`;

const byHmac = (header: Readonly<Record<string, unknown>>, payload: unknown, secret: string | Buffer): string => {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

/** Algorithms: none at all, those that anybody could sign by, and those that do not fit the key. */
const byAlgorithm = async (issuer: Issuer): Promise<HostileToken[]> => {
  const claims = issuer.accessClaims();
  const { kid, publicJwk } = issuer.key;
  const publicKey = await importJWK(publicJwk, 'ES256', { extractable: true });
  const pem = publicKey instanceof Uint8Array ? '' : await exportSPKI(publicKey);
  const [, , signature = ''] = (await issuer.accessToken()).split('.');
  const none = ['none', 'None', 'NONE', 'nOnE', ''].map((alg) => ({
    what: `the algorithm ${JSON.stringify(alg)}`,
    token: unsigned({ alg, kid }, claims),
  }));
  return [
    ...none,
    { what: 'the algorithm none with a signature', token: unsigned({ alg: 'none', kid }, claims, signature) },
    { what: 'no algorithm', token: unsigned({ kid }, claims, signature) },
    { what: 'a number for an algorithm', token: unsigned({ alg: 256, kid }, claims, signature) },
    { what: 'a list of algorithms', token: unsigned({ alg: ['ES256'], kid }, claims, signature) },
    { what: 'HS256 with the public key as PEM', token: byHmac({ alg: 'HS256', kid }, claims, pem) },
    {
      what: 'HS256 with the public key as JWK',
      token: byHmac({ alg: 'HS256', kid }, claims, JSON.stringify(publicJwk)),
    },
    { what: 'HS256 with an empty secret', token: byHmac({ alg: 'HS256', kid }, claims, '') },
    { what: 'HS256 without a key id', token: byHmac({ alg: 'HS256' }, claims, pem) },
    { what: 'HMAC called ES256', token: byHmac({ alg: 'ES256', kid }, claims, pem) },
    { what: 'RS256 with the id of an elliptic key', token: byHmac({ alg: 'RS256', kid }, claims, pem) },
    { what: 'ES384 with the id of a P-256 key', token: unsigned({ alg: 'ES384', kid }, claims, signature) },
    { what: 'a small letter in the algorithm', token: unsigned({ alg: 'es256', kid }, claims, signature) },
    { what: 'a signature of zeros', token: unsigned({ alg: 'ES256', kid }, claims, part(Buffer.alloc(64).toString())) },
    { what: 'no signature', token: unsigned({ alg: 'ES256', kid }, claims) },
    {
      what: 'the signature of another token',
      token: unsigned({ alg: 'ES256', kid }, { ...claims, sub: 'x' }, signature),
    },
    { what: 'a direct encryption', token: unsigned({ alg: 'dir', enc: 'A256GCM', kid }, claims, signature) },
  ];
};

/** Headers that tell the verifier to take a key of the sender. */
const byHeader = async (issuer: Issuer, own: SigningKey, elsewhere: string): Promise<HostileToken[]> => {
  const claims = issuer.accessClaims();
  const { kid } = issuer.key;
  const jwk = await exportJWK(own.privateKey).then(({ d: _private, ...rest }) => rest);
  const signed = async (what: string, header: Readonly<Record<string, unknown>>): Promise<HostileToken> => ({
    what,
    token: await issuer.sign(claims, header, own),
  });
  const signedByIssuer = async (what: string, header: Readonly<Record<string, unknown>>): Promise<HostileToken> => {
    const token = await issuer.sign(claims);
    const [, payload, signature] = token.split('.');
    return { what, token: `${part({ alg: 'ES256', kid, ...header })}.${payload}.${signature}` };
  };
  return Promise.all([
    signed('a key of the sender under its own id', {}),
    signed('a key of the sender under the id of the issuer', { kid }),
    signed('a key of the sender and no id', { kid: undefined }),
    signed('a key in the header', { kid, jwk }),
    signed('a key in the header and no id', { kid: undefined, jwk }),
    signed('an address of keys', { kid, jku: `${elsewhere}/keys` }),
    signed('an address of keys under another id', { kid: 'own', jku: `${elsewhere}/keys` }),
    signed('an address of certificates', { kid, x5u: `${elsewhere}/certificate.pem` }),
    signed('a certificate', { kid, x5c: [part('certificate')] }),
    signed('a path for an id', { kid: '../../../../dev/null' }),
    signed('an SQL text for an id', { kid: "first' OR '1'='1" }),
    signed('an address for an id', { kid: `${elsewhere}/keys` }),
    signed('the name of a property for an id', { kid: '__proto__' }),
    signedByIssuer('an object for an id', { kid: { first: true } }),
    signedByIssuer('a critical header', { crit: ['exp'], exp: 1 }),
    signedByIssuer('an unencoded payload', { crit: ['b64'], b64: false }),
    signedByIssuer('an empty list of critical headers', { crit: [] }),
    signedByIssuer('the type of a logout', { typ: 'logout+jwt' }),
    signedByIssuer('the type of a proof', { typ: 'dpop+jwt' }),
    signedByIssuer('a number for a type', { typ: 7 }),
  ]);
};

/** Claims of others, of other times and of other types, signed by the issuer's own key. */
const byClaims = (issuer: Issuer, elsewhere: string): Promise<HostileToken[]> => {
  const seconds = Math.floor(Date.now() / 1000);
  const claims: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'no issuer': { iss: undefined },
    'another issuer': { iss: elsewhere },
    'an issuer with a slash more': { iss: `${issuer.url}/` },
    'an issuer in capitals': { iss: issuer.url.toUpperCase() },
    'an issuer with a space': { iss: ` ${issuer.url}` },
    'a list for an issuer': { iss: [issuer.url] },
    'an object for an issuer': { iss: { url: issuer.url } },
    'no audience': { aud: undefined },
    'another audience': { aud: 'https://other.example/api' },
    'an ID token': { aud: clientId, email: 'mona@acme.example', email_verified: true },
    'the beginning of the audience': { aud: audience.slice(0, -1) },
    'an audience with more behind it': { aud: `${audience}/more` },
    'an audience in capitals': { aud: audience.toUpperCase() },
    'an empty list of audiences': { aud: [] },
    'a list of lists for an audience': { aud: [[audience]] },
    'a number for an audience': { aud: 7 },
    'an object for an audience': { aud: { 0: audience, length: 1 } },
    'another client': { client_id: 'other' },
    'another authorized party': { client_id: undefined, azp: 'other' },
    'a list for an authorized party': { azp: [clientId] },
    expired: { exp: seconds - 3600, iat: seconds - 7200 },
    'expired a little more than a minute ago': { exp: seconds - 61 },
    'no end': { exp: undefined },
    'a text for an end': { exp: String(seconds + 600) },
    'null for an end': { exp: null },
    'a list for an end': { exp: [seconds + 600] },
    'an end at zero': { exp: 0 },
    'an end before 1970': { exp: -1 },
    'an end beyond all calendars': { exp: 1e300 },
    'an end after the year 9999': { exp: 253_402_300_800 },
    'not yet valid': { nbf: seconds + 3600 },
    'a text for a beginning': { nbf: 'now' },
    'a text for the time of issue': { iat: 'now' },
    'no subject': { sub: undefined },
    'an empty subject': { sub: '' },
    'a number for a subject': { sub: 7 },
    'a list for a subject': { sub: ['mona'] },
    'a subject of 256 characters': { sub: 'm'.repeat(256) },
    'a key to prove': { cnf: { jkt: 'x' } },
    'null for a key to prove': { cnf: null },
  };
  return Promise.all(
    Object.entries(claims).map(async ([what, over]) => ({
      what,
      token: await issuer.sign(issuer.accessClaims(over) as JWTPayload),
    })),
  );
};

/** Texts that are no JWT, or nearly one. */
const byForm = async (issuer: Issuer): Promise<HostileToken[]> => {
  const good = await issuer.accessToken();
  const [header = '', payload = '', signature = ''] = good.split('.');
  const other = await newSigningKey('first');
  return [
    { what: 'a token without its last character', token: good.slice(0, -1) },
    { what: 'a token without its signature part', token: `${header}.${payload}` },
    { what: 'a part more', token: `${good}.${signature}` },
    { what: 'five parts', token: `${header}.${payload}.${signature}.${payload}.${signature}` },
    { what: 'dots alone', token: '..' },
    { what: 'an empty header', token: `.${payload}.${signature}` },
    { what: 'an empty payload', token: `${header}..${signature}` },
    { what: 'a header that is no JSON', token: `${part('{')}.${payload}.${signature}` },
    { what: 'a header that is null', token: `${part('null')}.${payload}.${signature}` },
    { what: 'a header that is a list', token: `${part('[]')}.${payload}.${signature}` },
    { what: 'a payload that is a list', token: `${header}.${part('[]')}.${signature}` },
    { what: 'a token in a token', token: await issuer.sign({ jwt: good } as JWTPayload, { cty: 'JWT' }) },
    { what: 'a payload of another key, in the form of a token', token: `${header}.${part(good)}.${signature}` },
    { what: 'padding', token: `${good}==` },
    { what: 'a character of no alphabet', token: `${good.slice(0, 20)}!${good.slice(21)}` },
    { what: 'a space within', token: `${header}. ${payload}.${signature}` },
    { what: 'a letter beyond ASCII', token: `${good}é` },
    { what: 'a token of 8,001 characters', token: await issuer.sign(issuer.accessClaims({ more: 'x'.repeat(5800) })) },
    { what: 'two tokens', token: `${good},${good}` },
    { what: 'the same kid at a key of its own', token: await issuer.sign(issuer.accessClaims(), {}, other) },
  ];
};

/** More than sixty tokens that no attacker may get in with, by what is wrong with them. */
export const hostileTokens = async (issuer: Issuer, elsewhere: string): Promise<readonly HostileToken[]> => {
  const own = await newSigningKey('own');
  return (
    await Promise.all([
      byAlgorithm(issuer),
      byHeader(issuer, own, elsewhere),
      byClaims(issuer, elsewhere),
      byForm(issuer),
    ])
  ).flat();
};
