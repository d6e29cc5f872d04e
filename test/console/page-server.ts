import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

const policy = (nonce: string, issuer: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${issuer}`.trim(),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Passes a call on to the service, which takes calls of its own origin alone. */
const pass = (incoming: IncomingMessage, outgoing: ServerResponse, service: URL): void => {
  const headers = { ...incoming.headers, host: service.host };
  if (incoming.headers.origin !== undefined) headers.origin = service.origin;
  const call = request(
    { host: service.hostname, port: service.port, method: incoming.method, path: incoming.url, headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  call.on('error', () => outgoing.destroy());
  incoming.pipe(call);
};

/**
 * The built console and the service at one origin, with the content security policy of the product.
 * @param issuer the origin of the issuer, where there is one
 */
export const servePage = async (
  folder: string,
  serviceUrl: string,
  issuer = '',
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const service = new URL(serviceUrl);
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const path = new URL(incoming.url ?? '/', service).pathname;
    if (/^\/(?:api|docs|local)\//.test(path)) {
      pass(incoming, outgoing, service);
      return;
    }
    if (/^\/assets\/[\w.-]+$/.test(path)) {
      const body = await readFile(join(folder, path));
      outgoing.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    const page = (await readFile(join(folder, 'index.html'), 'utf8')).replaceAll('CSP_NONCE', nonce);
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(nonce, issuer),
      'referrer-policy': 'no-referrer',
    };
    outgoing.writeHead(200, headers).end(page);
  };
  const server: Server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
