import { request } from 'node:http';

export type Answer = {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  /** The parsed body; `{}` where it is no JSON object. */
  readonly json: Record<string, unknown>;
};

export type CallOptions = {
  readonly token?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, with the content type of `headers`, or JSON's. */
  readonly rawBody?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Where an API listens; the host header tells the APIs of an emulator apart, which fetch could not set. */
export type Target = { readonly port: number; readonly hostHeader?: string };

const parse = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** Calls an HTTP API on 127.0.0.1, with the path exactly as it is given. */
export const call = (target: Target, method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: target.port,
        method,
        path,
        headers: {
          ...(target.hostHeader === undefined ? {} : { host: target.hostHeader }),
          ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...options.headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const headers = Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
          );
          resolve({ status: incoming.statusCode ?? 0, headers, text, json: parse(text) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
