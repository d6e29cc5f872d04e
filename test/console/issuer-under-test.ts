import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import type { SignIn } from '#shared/config/sign-in.ts';

const clientId = 'console';
const audience = 'https://ocore.example/api';
/** Shorter than the minute before its end in which the console renews a token: it is renewed for each call. */
const accessTokenSeconds = 50;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** `oidc-provider` on loopback: a public client with PKCE, refresh tokens that are taken once, its own sign-in pages. */
export class IssuerUnderTest {
  readonly url: string;
  /** What the token endpoint was asked for, by grant type. */
  readonly grants: string[] = [];
  readonly #server: Server;
  #handler: Handler | null = null;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(): Promise<IssuerUnderTest> {
    const issuer = Promise.withResolvers<IssuerUnderTest>();
    const server = createServer(async (request, response) => {
      const { handler } = await issuer.promise;
      await handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    issuer.resolve(new IssuerUnderTest(server, `http://127.0.0.1:${port}`));
    return issuer.promise;
  }

  /** Answers 503 until `serve` was called. */
  get handler(): Handler {
    return this.#handler ?? (async (_request, response) => void response.writeHead(503).end());
  }

  /** How a service is told of it. */
  get signIn(): SignIn {
    return {
      kind: 'oidc',
      issuer: this.url,
      clientId,
      audience,
      discoveryUrl: null,
      scopes: ['openid', 'email', 'profile'],
      authorizationParameters: { resource: audience },
    };
  }

  /** Serves the console at this address. */
  async serve(consoleUrl: string): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const provider = new Provider(this.url, {
      clients: [
        {
          client_id: clientId,
          redirect_uris: [`${consoleUrl}/sign-in/callback`],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
          application_type: 'native',
        },
      ],
      jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'first', use: 'sig', alg: 'RS256' }] },
      cookies: { keys: ['test'] },
      pkce: { required: () => true },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      issueRefreshToken: async () => true,
      rotateRefreshToken: true,
      clientBasedCORS: (_context: unknown, origin: string) => origin === consoleUrl,
      findAccount: (_context, accountId) => ({
        accountId,
        claims: () => ({
          sub: accountId,
          email: `${accountId}@acme.example`,
          email_verified: true,
          name: 'Mona Lisa',
        }),
      }),
      features: {
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => audience,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: 'api',
            audience,
            accessTokenTTL: accessTokenSeconds,
            accessTokenFormat: 'jwt' as const,
            jwt: { sign: { alg: 'RS256' as const } },
          }),
        },
      },
    });
    const answer = provider.callback();
    this.#handler = async (request, response) => {
      if (request.method === 'POST' && request.url === '/token') this.#note(request);
      await answer(request, response);
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #note(request: IncomingMessage): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.grants.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('grant_type') ?? '');
    });
  }
}
