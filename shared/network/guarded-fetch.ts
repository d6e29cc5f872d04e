import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { type ConnectionOptions, createSecureContext, getCACertificates } from 'node:tls';
import { checkLiteralAddress, checkProtocol, guardedLookup } from './guarded-lookup.ts';
import { proxyOf } from './proxy-of.ts';

export type GuardedFetchOptions = {
  /** The only address that may be called, with its path: `https://git.acme.example/gitea/api/v1`. */
  readonly baseUrl: string;
  /** True only for `npm start`. */
  readonly allowLoopback: boolean;
  /** Milliseconds for a whole call; default 10,000. */
  readonly timeoutMs?: number;
  /** Default 4 MB. */
  readonly maxBytes?: number;
  /** Certificates of authorities, PEM, that are trusted besides the usual ones. */
  readonly caBundle?: string | null;
};

/** A call without a usable answer: no connection, a timeout, too many bytes, or a forbidden address. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

const isWithin = (url: URL, base: URL): boolean =>
  url.origin === base.origin &&
  url.username === '' &&
  url.password === '' &&
  (url.pathname === base.pathname || url.pathname.startsWith(base.pathname.replace(/\/?$/, '/')));

const bodyOf = (init: RequestInit | undefined): string | undefined => {
  if (init?.body === undefined || init.body === null) return undefined;
  if (typeof init.body !== 'string') throw new CallFailed('Only texts are sent.');
  return init.body;
};

/**
 * How a call reaches its server. A direct call connects to checked addresses alone. A proxy resolves names itself, and
 * decides by itself.
 */
const routeTo = (url: URL, allowLoopback: boolean): Pick<RequestOptions, 'agent' | 'lookup'> => {
  const proxy = proxyOf(url);
  // Connections are not reused: one from before a freeze of the Lambda is dead, and one that other code made was not
  // checked.
  return proxy === null
    ? { agent: false, lookup: guardedLookup(allowLoopback) }
    : { agent: new Agent({ keepAlive: false, proxyEnv: { HTTPS_PROXY: proxy } }) };
};

/** Made once for each client, since reading all certificates takes milliseconds. */
const trusting = (caBundle: string | null | undefined): Pick<ConnectionOptions, 'secureContext'> =>
  caBundle === undefined || caBundle === null
    ? {}
    : { secureContext: createSecureContext({ ca: [...getCACertificates('default'), caBundle] }) };

/**
 * A `fetch` for one address. It calls nothing outside the base URL, follows no redirect (a 3xx is returned), connects
 * to no forbidden address however the name resolves, and limits time and bytes. A credential therefore cannot reach
 * another host.
 * Source: docs/design/security-model.md, "A credential stays at its host".
 * @throws CallFailed, with its cause
 */
export const guardedFetch = (options: GuardedFetchOptions): typeof fetch => {
  const base = new URL(options.baseUrl);
  const maxBytes = options.maxBytes ?? 4_000_000;
  const timeoutMs = options.timeoutMs ?? 10_000;
  const trust = trusting(options.caBundle);

  return async (input, init) => {
    if (input instanceof Request) throw new CallFailed('Only URLs are called.');
    const url = new URL(input);
    if (!isWithin(url, base)) throw new CallFailed(`${url.origin}${url.pathname} is not within ${options.baseUrl}.`);
    const body = bodyOf(init);
    try {
      checkProtocol(url, options.allowLoopback);
      checkLiteralAddress(url.hostname, options.allowLoopback);
      return await new Promise<Response>((resolve, reject) => {
        const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
        const outgoing = send(
          url,
          {
            method: init?.method ?? 'GET',
            headers: {
              ...Object.fromEntries(new Headers(init?.headers)),
              ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
            },
            ...routeTo(url, options.allowLoopback),
            ...trust,
            signal: AbortSignal.timeout(timeoutMs),
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            let size = 0;
            incoming.on('data', (chunk: Buffer) => {
              size += chunk.length;
              if (size <= maxBytes) return void chunks.push(chunk);
              // Rejected directly: if the whole answer has arrived already, destroy() would emit no error.
              reject(new CallFailed(`The answer has more than ${maxBytes} bytes.`));
              outgoing.destroy();
            });
            incoming.on('error', reject);
            incoming.once('end', () => {
              const status = incoming.statusCode ?? 0;
              const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
                (values ?? []).map((value): [string, string] => [name, value]),
              );
              const bodiless = status === 204 || status === 205 || status === 304;
              resolve(new Response(bodiless ? null : Buffer.concat(chunks), { status, headers }));
            });
          },
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      });
    } catch (error) {
      if (error instanceof CallFailed) throw error;
      throw new CallFailed(`${url.host} gave no answer.`, { cause: error });
    }
  };
};
