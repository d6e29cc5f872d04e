import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a stand-in saw it. Header names are in lower case. */
export type SeenRequest = {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type StandInAnswer = {
  readonly status: number;
  /** A text is sent as it is, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * What can go wrong with a request: a status or an answer instead of the real one; `drop`: the connection ends before
 * anything happened; `lose`: it takes effect and its answer is lost; `hang`: no answer; `echo`: a refusal that quotes the
 * request's Authorization header and body, as a careless server or proxy does.
 */
export type Fault = number | 'drop' | 'lose' | 'hang' | 'echo' | StandInAnswer;

const read = async (incoming: IncomingMessage): Promise<SeenRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const [path = '', query = ''] = (incoming.url ?? '').split('?');
  return {
    method: incoming.method ?? '',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString('utf8'),
  };
};

const send = (outgoing: ServerResponse, answer: StandInAnswer): void => {
  const { body } = answer;
  outgoing.writeHead(answer.status, {
    ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' }),
    ...answer.headers,
  });
  outgoing.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
};

const echoed = (request: SeenRequest): StandInAnswer => {
  const words = `${request.headers.authorization ?? ''} ${request.body}`;
  return { status: 400, body: { message: words, error: { message: words }, errors: [words] } };
};

/** An HTTP server on loopback that records what it is asked and can be broken from a request on. */
export class StandInServer {
  readonly requests: SeenRequest[] = [];
  readonly #server;
  #fault: { readonly fault: Fault; readonly at: number } | null = null;
  readonly #refusals = new Map<string, StandInAnswer>();
  #answer: (request: SeenRequest) => StandInAnswer;

  private constructor(answer: (request: SeenRequest) => StandInAnswer) {
    this.#answer = answer;
    this.#server = createServer((incoming, outgoing) => void this.#handle(incoming, outgoing));
  }

  static async start(answer: (request: SeenRequest) => StandInAnswer): Promise<StandInServer> {
    const server = new StandInServer(answer);
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every request from now on, but for the first `after` of them. */
  break(fault: Fault, after = 0): void {
    this.#fault = { fault, at: this.requests.length + after };
  }

  /** Refuses every POST whose path ends so, for good. */
  refusePosts(pathEnd: string, answer: StandInAnswer): void {
    this.#refusals.set(pathEnd, answer);
  }

  repair(): void {
    this.#fault = null;
    this.#refusals.clear();
  }

  forget(): void {
    this.requests.length = 0;
    this.repair();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await read(incoming);
    const fault = this.#fault !== null && this.requests.length >= this.#fault.at ? this.#fault.fault : null;
    this.requests.push(request);
    if (fault === 'hang') return;
    if (fault === 'drop') return void incoming.socket.destroy();
    if (fault === 'echo') return send(outgoing, echoed(request));
    if (typeof fault === 'number') return send(outgoing, { status: fault, body: { message: `${fault} as told` } });
    if (fault !== null && fault !== 'lose') return send(outgoing, fault);
    const refused = [...this.#refusals].find(([end]) => request.method === 'POST' && request.path.endsWith(end));
    const answer = refused?.[1] ?? this.#answer(request);
    if (fault === 'lose') return void incoming.socket.destroy();
    send(outgoing, answer);
  }
}
