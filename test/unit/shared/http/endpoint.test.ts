import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { beforeEach, expect, it, vi } from 'vitest';
import { getHealth } from '#shared/contract/endpoints/meta.ts';
import { getProviderSettings, updateProviderSettings } from '#shared/contract/endpoints/settings.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { permissionBits } from '#shared/contract/permission-bits.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { organizationId } from '#test/fixtures/records.ts';
import { eventOf } from './event-of.ts';

vi.stubEnv('PUBLIC_URL', 'https://ocore.example.com');
vi.spyOn(console, 'log').mockImplementation(() => undefined);
vi.spyOn(process.stdout, 'write').mockImplementation(() => true);

const served = vi.fn(async () => ok({}, 1));
const handlers = {
  public: endpoint(getHealth, served),
  read: endpoint(getProviderSettings, served),
  write: endpoint(updateProviderSettings, served),
};
beforeEach(() => {
  served.mockClear();
});

/** Calls an operation as a holder of these permissions; null for nobody. @returns the status */
const called = async (
  name: keyof typeof handlers,
  permissions: readonly Permission[] | null,
  body = '{}',
): Promise<number> => {
  const event = eventOf({
    method: name === 'write' ? 'PUT' : 'GET',
    headers: { 'content-type': 'application/json' },
    ...(name === 'write' ? { body } : {}),
  });
  const memberships = [[organizationId(), 'key_1', 'acme', permissionBits([...(permissions ?? [])]), null]];
  const token = { kind: 'apiKey', name: 'A key', until: null, memberships, projectIds: null, environmentIds: null };
  const principal = permissions === null ? '' : JSON.stringify(token);
  Object.assign(event.requestContext, { authorizer: { lambda: { principal } } });
  const answer = (await handlers[name](event, {} as Context)) as APIGatewayProxyStructuredResultV2;
  return answer.statusCode ?? 0;
};

it('serves a public row to nobody', async () => {
  expect(await called('public', null)).toBe(200);
});

it.each([
  ['read', null, 401],
  ['read', ['view:projects'], 403],
  ['read', ['view:settings'], 200],
  ['write', null, 401],
  ['write', ['view:settings'], 403],
  ['write', ['manage:settings'], 200],
] as const)('a %s of the settings by a holder of %j is answered %i', async (name, permissions, status) => {
  expect(await called(name, permissions)).toBe(status);
  expect(served).toHaveBeenCalledTimes(status === 200 ? 1 : 0);
});

it('tells who may not even view nothing about the body', async () => {
  expect(await called('write', ['view:projects'], '{"unknown":1}')).toBe(403);
  expect(await called('write', ['manage:settings'], '{"unknown":1}')).toBe(400);
});
