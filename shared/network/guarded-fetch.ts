import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { checkLiteral, checkProtocol, guardedLookup } from './guarded-lookup.ts';

export type GuardedFetchOptions = {
  /** The one place that is called, with its path: `https://git.acme.example/gitea/api/v1`. */
  readonly baseUrl: string;
  /** Only where the service runs on one machine. */
  readonly allowLoopback: boolean;
  /** Milliseconds for a whole call; default 10,000. */
  readonly timeoutMs?: number;
  /** Default 4 MB. */
  readonly mostBytes?: number;
};

/** A call that got no usable answer: no connection, no time, too many bytes, or a place that may not be called. */
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
 * A `fetch` that is bound to one place: it calls nothing outside of the base URL, follows no redirect (a 3xx is handed
 * back as it is), connects to no forbidden address however its name resolves, and takes bounded time and bytes. With it
 * a credential can reach no other host.
 * Source: docs/design/security-model.md, "A credential stays at its host".
 * @throws CallFailed, with its cause
 */
export const guardedFetch = (options: GuardedFetchOptions): typeof fetch => {
  const base = new URL(options.baseUrl);
  const mostBytes = options.mostBytes ?? 4_000_000;
  const timeoutMs = options.timeoutMs ?? 10_000;

  return async (input, init) => {
    if (input instanceof Request) throw new CallFailed('Only URLs are called.');
    const url = new URL(input);
    if (!isWithin(url, base)) throw new CallFailed(`${url.origin}${url.pathname} is not within ${options.baseUrl}.`);
    const body = bodyOf(init);
    try {
      checkProtocol(url, options.allowLoopback);
      checkLiteral(url.hostname, options.allowLoopback);
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
            lookup: guardedLookup(options.allowLoopback),
            // No connection is kept: one that slept through a frozen Lambda is dead, and one that others made went unchecked.
            agent: false,
            signal: AbortSignal.timeout(timeoutMs),
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            let size = 0;
            incoming.on('data', (chunk: Buffer) => {
              size += chunk.length;
              if (size <= mostBytes) return void chunks.push(chunk);
              // Not through destroy(): the answer may have arrived whole, and then nobody would hear of it.
              reject(new CallFailed(`The answer has more than ${mostBytes} bytes.`));
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
