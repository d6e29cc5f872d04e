import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, expect, it, vi } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import { localSignIn } from '#infra/local/local-sign-in.ts';
import { StartCode } from '#infra/local/start-code.ts';

vi.mock('#infra/local/function-registry.ts', () => ({ invoke: vi.fn() }));
const invoked = vi.mocked(invoke);
afterEach(() => {
  invoked.mockReset();
});

const code = new StartCode();
const request = (over: Record<string, string> = {}): APIGatewayProxyEventV2 =>
  ({
    rawPath: '/local/sign-in',
    headers: { host: '127.0.0.1:4700', 'content-type': 'application/json; charset=utf-8', ...over },
    body: JSON.stringify({ code: code.text }),
    requestContext: { requestId: 'r', http: { method: 'POST' } },
  }) as never;

it.each([
  ['the address of a tunnel', { host: 'tunnel.example' }],
  ['a name that ends in that of this machine', { host: 'x.localhost:4700' }],
  ['a page at the address of a tunnel', { origin: 'https://tunnel.example' }],
  ['an origin that is none', { origin: 'null' }],
])('A start link refuses %s, which the gateway may accept', async (_what, headers) => {
  const answer = await localSignIn(new StartCode(), 'local')(request(headers));

  expect(answer?.statusCode).toBe(404);
  expect(invoked).not.toHaveBeenCalled();
});

it('Where the first key was revoked, a start link says so', async () => {
  invoked.mockRejectedValue(Object.assign(new Error('The first key was revoked.'), { name: 'conflict' }));

  const answer = await localSignIn(code, 'local')(request());

  expect(answer?.statusCode).toBe(409);
  expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 'conflict', detail: 'The first key was revoked.' });
});

it('Any other failure is handed on', async () => {
  invoked.mockRejectedValue(new Error('no table'));
  const another = new StartCode();
  const event = { ...request(), body: JSON.stringify({ code: another.text }) };

  await expect(localSignIn(another, 'local')(event)).rejects.toThrow('no table');
});
