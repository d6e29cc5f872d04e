import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayEvent } from '#infra/local/gateway-event.ts';

let server: Server;
let port: number;
let event: APIGatewayProxyEventV2;

const route = { key: 'GET /api/projects/{projectId}', params: { projectId: 'prj_1' } };

beforeAll(async () => {
  server = createServer((incoming: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      event = gatewayEvent(incoming, new URL(incoming.url ?? '', 'http://localhost'), Buffer.concat(chunks), route);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

type Sent = { path?: string; method?: string; headers?: Record<string, string | string[]>; body?: Buffer | string };

/** The event of a real request. */
const eventOf = ({
  path = '/api/projects/prj_1',
  method = 'GET',
  headers = {},
  body,
}: Sent): Promise<APIGatewayProxyEventV2> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(event));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

describe('an event of the local gateway', () => {
  it('is payload format 2.0', async () => {
    const { version, routeKey, rawPath, rawQueryString, pathParameters, requestContext, isBase64Encoded } =
      await eventOf({
        path: '/api/projects/prj_1?limit=5',
        headers: { 'user-agent': 'curl/8' },
      });

    expect({ version, routeKey, rawPath, rawQueryString, pathParameters, isBase64Encoded }).toEqual({
      version: '2.0',
      routeKey: route.key,
      rawPath: '/api/projects/prj_1',
      rawQueryString: 'limit=5',
      pathParameters: route.params,
      isBase64Encoded: false,
    });
    expect(requestContext).toMatchObject({
      http: {
        method: 'GET',
        path: '/api/projects/prj_1',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'curl/8',
      },
      stage: '$default',
    });
    expect(requestContext.requestId).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  it('has a request id of its own', async () => {
    const ids = [await eventOf({}), await eventOf({})].map((one) => one.requestContext.requestId);

    expect(ids[0]).not.toBe(ids[1]);
  });

  it('has the names of headers in lower case and joins those that came twice, so that none wins in silence', async () => {
    const { headers } = await eventOf({ headers: { 'X-Hub-Signature-256': ['a', 'b'], 'X-One': 'A' } });

    expect(headers['x-hub-signature-256']).toBe('a,b');
    expect(headers['x-one']).toBe('A');
  });

  it.each(['content-type', 'authorization', 'if-match'])('joins also a second %s, which Node drops', async (name) => {
    expect((await eventOf({ headers: { [name]: ['a', 'b'] } })).headers[name]).toBe('a,b');
  });

  it('has cookies in a list of their own', async () => {
    const { cookies, headers } = await eventOf({ headers: { cookie: 'a=1; b=2' } });

    expect(cookies).toEqual(['a=1', 'b=2']);
    expect(headers).not.toHaveProperty('cookie');
  });

  it('decodes the query and joins what came twice', async () => {
    const { queryStringParameters } = await eventOf({ path: '/x?q=a%20b%26c&limit=1&limit=2&empty=' });

    expect(queryStringParameters).toEqual({ q: 'a b&c', limit: '1,2', empty: '' });
  });

  it('has __proto__ of a query as any other name, so that it is refused and not lost', async () => {
    const { queryStringParameters = {} } = await eventOf({ path: '/x?__proto__=1' });

    expect(Object.keys(queryStringParameters)).toEqual(['__proto__']);
  });

  it('leaves out what is empty', async () => {
    const made = await eventOf({});

    for (const name of ['queryStringParameters', 'cookies', 'body']) expect(made).not.toHaveProperty(name);
    expect(made.isBase64Encoded).toBe(false);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/problem+json',
    'text/plain',
    'application/xml',
  ])('has a body of %s as text', async (type) => {
    const made = await eventOf({ method: 'POST', headers: { 'content-type': type }, body: '{"a":"ö"}' });

    expect(made).toMatchObject({ body: '{"a":"ö"}', isBase64Encoded: false });
  });

  it.each(['application/x-www-form-urlencoded', 'application/octet-stream', 'application/jsonp', 'image/png', ''])(
    'has a body of %j in base64, as AWS does',
    async (type) => {
      const body = Buffer.from([0, 255, 195, 40]);

      const made = await eventOf({ method: 'POST', headers: type === '' ? {} : { 'content-type': type }, body });

      expect(made.isBase64Encoded).toBe(true);
      expect(Buffer.from(made.body ?? '', 'base64')).toEqual(body);
    },
  );
});
