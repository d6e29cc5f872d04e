import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { AwsFault } from './aws-fault.ts';
import { logFault } from './log-fault.ts';

type Input = Readonly<Record<string, unknown>>;

/** The local AWS services, by the prefix of X-Amz-Target, and the functions that can be invoked by name. */
export type InnerServices = {
  readonly targets: Readonly<Record<string, { handle(operation: string, input: Input): unknown }>>;
  readonly functions: Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
};

type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> };

const faultAnswer = ({ status, type, message }: AwsFault): Answer => ({ status, body: { __type: type, message } });

const maxBytes = 6 * 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new AwsFault('RequestTooLargeException', 'The request is too large.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
};

const isKey = (given: string, accessKey: string): boolean =>
  given.length === accessKey.length && timingSafeEqual(Buffer.from(given), Buffer.from(accessKey));

/** The access key of a request, from the SigV4 scope of the Authorization header or from the start of the path. */
const presentedKey = (request: IncomingMessage): string =>
  /Credential=([A-Za-z0-9]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';

const invokeFunction = async (services: InnerServices, name: string, body: string): Promise<Answer> => {
  const target = Object.hasOwn(services.functions, name) ? services.functions[name] : undefined;
  if (target === undefined) {
    const message = `Function not found: ${name}`;
    return { status: 404, body: { Message: message }, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } };
  }
  try {
    return { status: 200, body: await target(body === '' ? null : JSON.parse(body)) };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    return { status: 200, body: { errorType, errorMessage }, headers: { 'x-amz-function-error': 'Unhandled' } };
  }
};

const answer = async (request: IncomingMessage, services: InnerServices, accessKey: string): Promise<Answer> => {
  const invocation = /^\/([^/]+)\/2015-03-31\/functions\/([^/?]+)\/invocations$/.exec(request.url ?? '');
  if (!isKey(invocation?.[1] ?? presentedKey(request), accessKey)) {
    throw new AwsFault('UnrecognizedClientException', 'The access key is not the one of this service.', 403);
  }
  const body = await readBody(request);
  if (invocation?.[2] !== undefined) return invokeFunction(services, decodeURIComponent(invocation[2]), body);
  const [service = '', operation = ''] = String(request.headers['x-amz-target']).split('.');
  const target = Object.hasOwn(services.targets, service) ? services.targets[service] : undefined;
  if (target === undefined) throw new AwsFault('UnknownOperationException', `There is no ${service} here.`);
  const input: unknown = JSON.parse(body);
  return {
    status: 200,
    body: target.handle(operation, typeof input === 'object' && input !== null ? { ...input } : {}),
  };
};

/** Serves the local AWS services on 127.0.0.1, only with the access key. */
export const startInnerServer = (
  services: InnerServices,
  accessKey: string,
): Promise<{ readonly endpoint: string; readonly server: Server }> =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      answer(request, services, accessKey)
        .catch((error: unknown): Answer => {
          if (error instanceof AwsFault) return faultAnswer(error);
          logFault(
            'inner service',
            { status: 500, target: String(request.headers['x-amz-target']).slice(0, 100) },
            error,
          );
          return faultAnswer(new AwsFault('InternalServiceError', String(error), 500));
        })
        .then(({ status, body, headers }) => {
          response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers });
          response.end(JSON.stringify(body));
        });
    });
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      resolve({ endpoint: `http://127.0.0.1:${port}`, server });
    });
  });
