import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import type { Answer } from '#test/call.ts';
import { AwsCalls } from './aws-calls.ts';
import { invited } from './members-bench.ts';
import { otherOrganization, restrictedKey } from './principals.ts';
import { seen } from './tenancy-bench.ts';
import { expectStatus, TestService } from './test-service.ts';

/** What stands in an organisation and in no project, and those whom a project grants something. */
const parameters = ['memberId', 'roleId', 'apiKeyId', 'principalId'] as const;
type Parameter = (typeof parameters)[number];

const named = (row: Endpoint): readonly Parameter[] => parameters.filter((name) => row.path.includes(`{${name}}`));
const rows = endpoints.filter((row) => named(row).length > 0).map((row): [string, Endpoint] => [row.operationId, row]);

const bodies: Readonly<Record<string, unknown>> = {
  updateMemberRole: { roleId: 'viewer' },
  updateRole: { name: 'Mine' },
  rotateApiKey: {},
  updateGrant: { level: 'view' },
};

const unknown: Readonly<Record<Parameter, string>> = {
  memberId: 'mem_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  roleId: 'rol_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  apiKeyId: 'key_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  principalId: 'key_01ARZ3NDEKTSV4RRFFQ69G5FAV',
};

let service: TestService;
let calls: AwsCalls;
let projectId: string;
let foreign: Readonly<Record<Parameter, string>>;
beforeAll(async () => {
  // A call of the stream's readers would fall into a count.
  service = await TestService.startWithoutStream();
  calls = new AwsCalls();
  projectId = (await service.project()).id;
  const other = await otherOrganization(service, 'elsewhere');
  const { id: keyId } = await restrictedKey(other.organizationId, ['view:projects']);
  const post = async (path: string, body: unknown) =>
    String(expectStatus(201, await service.api('POST', path, { token: other.token, body })).json.id);
  foreign = {
    memberId: await post('/api/members/invite', { email: 'ada@acme.example', roleId: 'viewer' }),
    roleId: await post('/api/roles', { name: 'Theirs', permissions: ['view:projects'] }),
    apiKeyId: keyId,
    principalId: keyId,
  };
  // The gateway knows the caller from here on.
  await invited(service, 'viewer');
});
afterAll(() => service.stop());

const ask = (row: Endpoint, ids: Readonly<Record<string, string>>): Promise<Answer> => {
  const body = bodies[row.operationId];
  if (row.body !== undefined && body === undefined) throw new Error(`Add a body for ${row.operationId}.`);
  const path = row.path.replace(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? projectId);
  return service.api(row.method, path, body === undefined ? {} : { body });
};

describe.each(rows)('%s', (_, row) => {
  test('answers a foreign, an unknown and a malformed id byte for byte the same, after the same AWS calls', async () => {
    const reference = await calls.during(() => ask(row, unknown));
    expect(reference.result.status).toBe(404);

    const other = await calls.during(() => ask(row, foreign));

    expect(other.calls).toEqual(reference.calls);
    const malformed = await ask(row, Object.fromEntries(named(row).map((name) => [name, 'x'])));
    for (const answer of [other.result, malformed]) expect(seen(answer)).toEqual(seen(reference.result));
  });
});

test('Twelve rows take such an id', () => {
  expect(rows.length).toBeGreaterThanOrEqual(12);
});
