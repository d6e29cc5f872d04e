import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { invoke } from './function-registry.ts';
import { gatewayEvent } from './gateway-event.ts';
import { own, type Reply, write } from './gateway-reply.ts';
import { LocalFailure } from './local-failure.ts';
import { logFault, logRefusal } from './log-fault.ts';
import { type Route, routeOf } from './routes.ts';

/** The limits of API Gateway. Source: docs/design/architecture.md, "Limits of the platform". */
const limits = {
  headerBytes: 10_240,
  bodyBytes: 10_000_000,
  eventBytes: 6 * 1024 * 1024,
  integrationMs: 30_000,
  cacheMs: 60_000,
};
/** How long requests may take to end when the service stops. */
const drainMs = 5000;

/** What is answered in the place of a function that takes too long. */
const late = own(503, 'Service Unavailable');

const Authorization = z.object({ isAuthorized: z.boolean(), context: z.record(z.string(), z.unknown()).optional() });
type Authorization = z.infer<typeof Authorization>;

/**
 * Explains why a request is refused: after DNS rebinding, a web page's requests have a foreign Host or Origin. The text
 * names no address of the service, because such a page could read it.
 * @returns null if the request is accepted
 */
const refusalOf = ({ headers: { host = '', origin } }: IncomingMessage, hosts: ReadonlySet<string>): string | null => {
  const foreign = (header: string, value: string): string =>
    `The ${header} ${JSON.stringify(value.slice(0, 200))} does not belong to this service. Call it at the address that npm start prints; if you use a tunnel or a proxy, pass its address with --public-url.`;
  if (!hosts.has(host)) return foreign('Host', host);
  if (origin === undefined || (URL.canParse(origin) && hosts.has(new URL(origin).host))) return null;
  return foreign('Origin', origin);
};

/**
 * Parses the request target. `new URL(path, base)` would read `//` as a host. Targets that are no paths match no route.
 */
const addressOf = (target: string): URL => new URL(`http://localhost${target.startsWith('/') ? target : '/'}`);

const routeOfRequest = (request: IncomingMessage): Route =>
  routeOf(request.method ?? 'GET', addressOf(request.url ?? '/').pathname);

const readBody = async (request: IncomingMessage): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limits.bodyBytes) chunks.push(chunk);
  }
  return size > limits.bodyBytes ? null : Buffer.concat(chunks);
};

/** A part of `npm start` besides the API. It answers a request, or returns null to let it pass. */
export type LocalPart = (event: APIGatewayProxyEventV2) => Promise<Reply | null>;

/** An HTTP API on 127.0.0.1, with the routes of the contract, the authorizer with its cache, and the handlers. */
export class LocalGateway {
  readonly #server: Server;
  readonly #hosts = new Set<string>();
  readonly #authorized = new Map<string, { readonly until: number; readonly result: Promise<Authorization> }>();
  readonly #integrationMs: number;
  readonly #cacheMs: number;
  readonly #parts: LocalPart[] = [];
  readonly #inProgress = new Set<Promise<void>>();

  /**
   * @param ready until it resolves, requests wait unread: a function that is loaded before its environment is set fails
   * @param integrationMs how long a function may take
   * @param cacheMs how long an answer of the authorizer counts
   */
  constructor(
    ready: Promise<void>,
    {
      integrationMs = limits.integrationMs,
      cacheMs = limits.cacheMs,
    }: { readonly integrationMs?: number | undefined; readonly cacheMs?: number | undefined } = {},
  ) {
    this.#integrationMs = integrationMs;
    this.#cacheMs = cacheMs;
    // After Node's five seconds, a busy client may write to a connection that has just been closed.
    const limitsOfHttp = { maxHeaderSize: 64 * 1024, keepAliveTimeout: 600_000 };
    this.#server = createServer(limitsOfHttp, (request, response) => {
      ready.then(() => {
        const work = this.#answer(request, response).finally(() => this.#inProgress.delete(work));
        this.#inProgress.add(work);
      });
    });
  }

  /** @param port 0 picks a free one @returns the port @throws LocalFailure if it is taken */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
        const sentence = `Port ${port} cannot be used (${error.code}). Stop what uses it, or choose another one with --port N (0 picks one).`;
        reject(taken ? new LocalFailure(sentence, { cause: error }) : error);
      });
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address();
        const chosen = address !== null && typeof address === 'object' ? address.port : port;
        for (const name of ['127.0.0.1', 'localhost', '[::1]']) this.#hosts.add(`${name}:${chosen}`);
        resolve(chosen);
      });
    });
  }

  /** Also accepts the host of the public URL. */
  allowHost(host: string): void {
    this.#hosts.add(host);
  }

  /** Lets a part see each request before the functions do. */
  add(part: LocalPart): void {
    this.#parts.push(part);
  }

  /** Takes no new request and lets those that are being served end, for a while; those that wait are cut off. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.race([Promise.all(this.#inProgress), sleep(drainMs, undefined, { ref: false })]);
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const reply = await this.#serve(request);
      // A client that keeps the connection would send its next request into one that is cut off.
      response.shouldKeepAlive &&= this.#server.listening;
      write(response, reply);
    } catch (error) {
      // A client that goes away in the middle of its body is no fault of ours.
      if (request.errored === error) return;
      logFault('gateway', { status: 500, route: routeOfRequest(request).key }, error);
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      write(response, own(500, 'Internal Server Error'));
    }
    await finished(response).catch(() => undefined);
  }

  async #serve(request: IncomingMessage): Promise<Reply> {
    const refusal = refusalOf(request, this.#hosts);
    if (refusal !== null) {
      logRefusal('gateway', { status: 403, route: routeOfRequest(request).key }, refusal);
      return own(403, refusal);
    }
    const lineAndHeaders = request.rawHeaders.reduce((sum, text) => sum + text.length + 2, (request.url ?? '').length);
    if (lineAndHeaders > limits.headerBytes) return own(431, 'Request Header Fields Too Large');
    const body = await readBody(request);
    if (body === null) return own(413, 'Request Entity Too Large');
    const url = addressOf(request.url ?? '/');
    const route = routeOfRequest(request);
    const event = gatewayEvent(request, url, body, route);
    for (const part of this.#parts) {
      const reply = await part(event);
      if (reply !== null) return reply;
    }
    if (!route.isPublic) {
      const header = event.headers.authorization;
      if (header === undefined || header === '') return own(401, 'Unauthorized');
      const { isAuthorized, context } = await this.#authorize(header, event);
      if (!isAuthorized) return own(403, 'Forbidden');
      Object.assign(event.requestContext, { authorizer: { lambda: context ?? {} } });
    }
    // Lambda's limit applies to the event as JSON, in which every quote in the body is escaped.
    if (body.length > limits.eventBytes / 4 && JSON.stringify(event).length > limits.eventBytes) {
      return own(413, 'Request Entity Too Large');
    }
    const timeout = sleep(this.#integrationMs, late, { ref: false });
    const reply = await Promise.race([invoke(route.file, event) as Promise<Reply>, timeout]);
    if (reply !== late) return reply;
    const failure = new LocalFailure(`The function did not answer within ${this.#integrationMs} ms.`);
    logFault('gateway', { status: 503, route: route.key }, failure);
    return late;
  }

  #authorize(header: string, event: APIGatewayProxyEventV2): Promise<Authorization> {
    const now = Date.now();
    const cached = this.#authorized.get(header);
    if (cached !== undefined && cached.until > now) return cached.result;
    if (this.#authorized.size > 1000) this.#authorized.clear();
    const result = invoke('auth/authorize', { ...event, type: 'REQUEST', identitySource: [header] }).then((answer) =>
      Authorization.parse(answer),
    );
    this.#authorized.set(header, { until: now + this.#cacheMs, result });
    result.catch(() => this.#authorized.delete(header));
    return result;
  }
}
