import { createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import type { ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import type { SeenRequest, StandInAnswer } from '../stand-in-server.ts';

const Jwt = z.object({ iss: z.string(), iat: z.number(), exp: z.number() });

export type GithubRights = 'admin' | 'read';
export const githubAnswer = (status: number, message: string, more: object = {}): StandInAnswer => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status), ...more },
});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Who may call: two tokens, and an App with two installations.
 * Source: docs/design/providers.md, "GitHub: calling the API".
 */
export class GithubAccounts {
  readonly #app: { readonly publicKey: KeyObject; readonly privateKey: string };
  readonly #tokens = new Map<string, GithubRights>([
    ['ghp_goodCanaryToken0123456789abcdefABCD', 'admin'],
    ['github_pat_weakToken0123456789abcdefABCD', 'read'],
  ]);
  readonly #installations = new Map<string, GithubRights>([
    ['4711', 'admin'],
    ['4712', 'read'],
  ]);
  readonly #foreignKey: string;
  readonly #seen = new Set<string>();

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    // The form in which GitHub hands keys out.
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    this.#foreignKey = foreign.export({ type: 'pkcs8', format: 'pem' }).toString();
    this.#app = { publicKey, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
  }

  credential(kind: 'token' | 'app', quality: 'good' | 'wrong' | 'weak'): ProviderCredential {
    if (kind === 'token') {
      const [good = '', weak = ''] = this.#tokens.keys();
      const token = { good, weak, wrong: 'ghp_wrongToken0123456789abcdefABCDEFGH' }[quality];
      return { kind, token, username: null };
    }
    return {
      kind,
      appId: '99',
      installationId: quality === 'weak' ? '4712' : '4711',
      privateKey: quality === 'wrong' ? this.#foreignKey : this.#app.privateKey,
    };
  }

  /** Every token that was good for something so far, and the lines of the App's key. */
  get canaries(): readonly string[] {
    return [...this.#seen, ...this.#app.privateKey.split('\n').filter((line) => /^[\w+/=]{30,}$/.test(line))];
  }

  /** A token of an installation, in the form of 2026: more than 520 characters, with dots in them. */
  issue(installationId: string): string | null {
    const rights = this.#installations.get(installationId);
    if (rights === undefined) return null;
    const claims = { iat: Date.now(), installation: installationId, padding: 'x'.repeat(200), n: this.#tokens.size };
    const token = `ghs_99_${part({ alg: 'ES256', typ: 'JWT' })}.${part(claims)}.${'s'.repeat(120)}`;
    this.#tokens.set(token, rights);
    return token;
  }

  isInstallation(token: string): boolean {
    return token.startsWith('ghs_');
  }

  rightsOf(request: SeenRequest): { readonly token: string; readonly rights: GithubRights } | null {
    const [, token = ''] = /^(?:token|bearer) (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const rights = this.#tokens.get(token);
    if (rights === undefined) return null;
    this.#seen.add(token);
    return { token, rights };
  }

  /** @returns what is wrong with the App's own token; null where it is good */
  refuseApp(request: SeenRequest): StandInAnswer | null {
    const [, jwt = ''] = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const [head = '', claims = '', signature = ''] = jwt.split('.');
    const isSigned = createVerify('sha256')
      .update(`${head}.${claims}`)
      .verify(this.#app.publicKey, signature, 'base64url');
    if (!isSigned) return githubAnswer(401, 'A JSON web token could not be decoded');
    const { iss, iat, exp } = Jwt.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
    const now = Date.now() / 1000;
    if (iss !== '99') return githubAnswer(404, 'Integration not found');
    if (iat > now) return githubAnswer(401, "'Issued at' claim ('iat') must be an Integer in the past");
    if (exp > iat + 600 || exp < now)
      return githubAnswer(401, "'Expiration time' claim ('exp') is too far in the future");
    this.#seen.add(jwt);
    return null;
  }
}
