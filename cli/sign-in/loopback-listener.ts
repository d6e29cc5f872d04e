import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { UsageError } from '../usage-error.ts';

/** Waits on this machine for the browser to come back. Source: RFC 8252 §7.3; RFC 8252 §8.3. */
export type LoopbackListener = {
  readonly redirectUri: string;
  /** The answer of the issuer: the first request whose state is right. */
  readonly answer: (state: string) => Promise<URLSearchParams>;
  readonly close: () => void;
};

const pageOf = (heading: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>ocore</title><h1>${heading}</h1><p>${text}</p></html>\n`;

const pages = {
  done: [200, pageOf('Go back to the terminal', 'It says how the sign-in ended. You can close this page.')],
  unknown: [400, pageOf('This is no sign-in that ocore waits for', 'Start again in the terminal: ocore login')],
  absent: [404, pageOf('There is nothing here', 'ocore waits for a sign-in.')],
} as const;

const reply = (response: ServerResponse, [status, page]: (typeof pages)[keyof typeof pages]): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(page);
};

const isLoopbackUri = (uri: string): boolean => {
  const { protocol, hostname } = new URL(uri);
  return protocol === 'http:' && hostname === '127.0.0.1';
};

/** @returns null where something else has the port */
const listen = (server: Server, port: number): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(null) : reject(error);
    server.once('error', refuse);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', refuse);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** @returns the answer of the issuer; null for whatever else calls */
const answerIn = (request: IncomingMessage, redirectUri: URL): URLSearchParams | null => {
  const { method, url = '/', headers } = request;
  // Another name for this machine is a page of somebody else, by its own DNS.
  if (method !== 'GET' || headers.host !== redirectUri.host) return null;
  const asked = new URL(url, redirectUri);
  return asked.origin === redirectUri.origin && asked.pathname === redirectUri.pathname ? asked.searchParams : null;
};

/**
 * Listens on the first free address of those on 127.0.0.1.
 * @param redirectUris what the service lists; port 0 is any port
 * @throws UsageError where none is free
 */
export const listenForAnswer = async (redirectUris: readonly string[]): Promise<LoopbackListener> => {
  const candidates = redirectUris.filter((uri) => URL.canParse(uri) && isLoopbackUri(uri));
  for (const candidate of candidates) {
    const server = createServer();
    const port = await listen(server, Number(new URL(candidate).port || 80));
    if (port === null) continue;
    const redirectUri = new URL(candidate);
    redirectUri.port = String(port);
    const answer = (state: string): Promise<URLSearchParams> =>
      new Promise((resolve) => {
        let isAnswered = false;
        server.on('request', (request: IncomingMessage, response: ServerResponse) => {
          const found = answerIn(request, redirectUri);
          if (found === null) return reply(response, pages.absent);
          // A forged answer ends nothing: the right one may still come. The right one comes once.
          if (isAnswered || found.get('state') !== state) return reply(response, pages.unknown);
          isAnswered = true;
          response.once('close', () => resolve(found));
          reply(response, pages.done);
        });
      });
    const close = (): void => {
      server.close();
      server.closeAllConnections();
    };
    return { redirectUri: redirectUri.href, answer, close };
  }
  const ports = candidates.map((uri) => new URL(uri).port).join(', ');
  throw new UsageError(
    `The sign-in by browser needs one of the ports ${ports} of this machine, and all are taken. End what has them, or sign in with an API key: --with-token.`,
  );
};
