import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { CompleteBody, LogsBody } from '#shared/contract/runner.ts';
import type { MemoryApi } from './memory-api.ts';

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
};

/** The four calls of a runner over HTTP, for runners that are processes of their own. */
export class HttpApi {
  readonly url: string;
  readonly #server: Server;

  private constructor(url: string, server: Server) {
    this.url = url;
    this.#server = server;
  }

  static start(api: MemoryApi): Promise<HttpApi> {
    const answer = async (request: IncomingMessage): Promise<unknown> => {
      const [, id = '', call] = /\/([^/]+)\/(claim|heartbeat|logs|complete)$/.exec(request.url ?? '') ?? [];
      const body = await bodyOf(request);
      if (call === 'claim') return api.claim();
      if (call === 'heartbeat') {
        const { lease, ...facts } = body as { lease: string };
        return api.heartbeat(id, lease, facts);
      }
      if (call === 'logs') {
        const { lease, seq, lines } = body as LogsBody;
        return api.appendLogs(id, lease, seq, lines);
      }
      const { lease, ...completion } = body as CompleteBody;
      return api.complete(id, lease, completion as Parameters<MemoryApi['complete']>[2]);
    };
    const server = createServer((request, response) => {
      answer(request).then((body) => {
        const hasBody = body !== null && body !== undefined;
        response.writeHead(hasBody ? 200 : 204, hasBody ? { 'content-type': 'application/json' } : {});
        response.end(hasBody ? JSON.stringify(body) : undefined);
      });
    });
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        const port = typeof address === 'object' && address !== null ? address.port : 0;
        resolve(new HttpApi(`http://127.0.0.1:${port}`, server));
      });
    });
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
