import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AwsFault } from '#infra/local/aws-fault.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { Answer } from '#test/call.ts';
import { examplesOf, realPush, realRepository } from '#test/fixtures/github.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, restrictedKey, wholeTable } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
let ownerId: string;
beforeAll(async () => {
  service = await TestService.start();
  ownerId = ((await service.api('GET', '/api/me')).json.principal as { id: string }).id;
});
afterAll(() => service.stop());

const post = (path: string, body: unknown, key: string, token = service.token): Promise<Answer> =>
  service.api('POST', path, { token, headers: { 'idempotency-key': key }, ...(body === undefined ? {} : { body }) });
const get = async (path: string): Promise<Answer> => expectStatus(200, await service.api('GET', path));
const count = async (path: string, name: string): Promise<number> => ((await get(path)).json[name] as unknown[]).length;
const connectBody = { repositoryUrl: realRepository.sshUrl, branch: 'main' };

/** Changes the record that a request has left, to a state that time or a crash would bring about. */
const changeRecord = async (path: string, key: string, change: Record<string, unknown>): Promise<void> => {
  const { client, name } = table();
  const names = Object.keys(change);
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: keys.idempotency(organizationOf(service), ownerId, 'POST', path, key),
      UpdateExpression: `SET ${names.map((field) => `#${field} = :${field}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(names.map((field) => [`#${field}`, field])),
      ExpressionAttributeValues: Object.fromEntries(names.map((field) => [`:${field}`, change[field]])),
    }),
  );
};

type Case = {
  /** Makes what the call needs. */
  readonly prepare: () => Promise<{ readonly path: string; readonly body: unknown; readonly otherBody: unknown }>;
  readonly status: number;
  /** How many there are of what the call makes, where it makes something that can be counted. */
  readonly made?: (path: string) => Promise<number>;
};

const projects = async (): Promise<number> => {
  const ids = new Set((await wholeTable()).filter((item) => item.sk === 'PROJECT').map((item) => item.id));
  return ids.size;
};
const under = (path: string): string => path.split('/').slice(0, 4).join('/');

/** Every POST with a bearer token. */
const cases: Record<string, Case> = {
  'creating a project': {
    status: 201,
    prepare: async () => ({
      path: '/api/projects',
      body: { name: service.freshName('Keyed'), description: 'd' },
      otherBody: { name: service.freshName('Keyed') },
    }),
    made: projects,
  },
  'cloning a project': {
    status: 201,
    prepare: async () => ({
      path: `${(await service.project()).path}/clone`,
      body: undefined,
      otherBody: { name: service.freshName('Chosen') },
    }),
    made: projects,
  },
  'creating an environment': {
    status: 201,
    prepare: async () => ({
      path: `${(await service.project()).path}/environments`,
      body: { name: 'Staging', type: 'staging', branch: 'staging' },
      otherBody: { name: 'Other', type: 'staging' },
    }),
    made: (path) => count(path, 'environments'),
  },
  'creating a mapping': {
    status: 201,
    prepare: async () => {
      const { path } = await service.project();
      const environmentId = await service.environment(path, { name: 'Staging', type: 'staging' });
      return {
        path: `${path}/branch-mappings`,
        body: { branchPattern: 'main', environmentId },
        otherBody: { branchPattern: 'other', environmentId },
      };
    },
    made: (path) => count(path, 'branchMappings'),
  },
  deploying: {
    status: 202,
    prepare: async () => ({
      path: `${(await service.connectedProject()).path}/deploy`,
      body: { branch: 'staging' },
      otherBody: { branch: 'develop' },
    }),
    made: (path) => count(`${under(path)}/deployments`, 'deployments'),
  },
  'connecting a repository': {
    status: 201,
    prepare: async () => ({
      path: `${(await service.project()).path}/repository`,
      body: connectBody,
      otherBody: { ...connectBody, branch: 'other' },
    }),
    made: async (path) =>
      service.local.secrets.names().filter((name) => name.includes(path.split('/')[3] ?? '?')).length,
  },
  'regenerating the key': {
    status: 200,
    prepare: async () => ({
      path: `${(await service.connectedProject()).path}/repository/regenerate-key`,
      body: { revokeNow: false },
      otherBody: { revokeNow: true },
    }),
    // The old key and one new one.
    made: async (path) =>
      service.local.secrets.names().filter((name) => name.includes(path.split('/')[3] ?? '?')).length - 1,
  },
  'reconfiguring the webhook': {
    status: 200,
    prepare: async () => ({
      path: `${(await service.connectedProject()).path}/repository/reconfigure-webhook`,
      body: undefined,
      otherBody: { revokeNow: true },
    }),
    made: async (path) =>
      ((await get(`${under(path)}/repository`)).json.webhook as { generation: number }).generation - 1,
  },
};

describe.each(Object.entries(cases))('%s', (_, { prepare, status, made }) => {
  const countAt = async (path: string): Promise<number> => (made === undefined ? 0 : made(path));

  test('twice under one key is done once and answers the same', async () => {
    const { path, body } = await prepare();
    const before = made === projects ? await projects() : 0;

    const first = expectStatus(status, await post(path, body, 'key-1'));
    const again = expectStatus(status, await post(path, body, 'key-1'));

    expect(again.json).toEqual(first.json);
    for (const name of ['etag', 'location', 'content-type']) expect(again.headers[name]).toBe(first.headers[name]);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await countAt(path)) - before).toBe(1);
  });

  test('under the same key with another body is 422, and nothing is done', async () => {
    const { path, body, otherBody } = await prepare();
    const first = expectStatus(status, await post(path, body, 'key-2'));
    const before = await countAt(path);

    expectProblem(await post(path, otherBody, 'key-2'), 'idempotency_mismatch');

    expect(await countAt(path)).toBe(before);
    expect(expectStatus(status, await post(path, body, 'key-2')).json).toEqual(first.json);
  });

  test('ten times at once under one key is done once', async () => {
    const { path, body } = await prepare();
    const before = made === projects ? await projects() : 0;

    const answers = await Promise.all(Array.from({ length: 10 }, () => post(path, body, 'key-3')));

    const done = answers.filter((answer) => answer.status === status);
    for (const answer of answers.filter((one) => !done.includes(one))) expectProblem(answer, 'idempotency_in_progress');
    expect(done.length).toBeGreaterThan(0);
    for (const answer of done) expect(answer.json).toEqual(done[0]?.json);
    expect(done.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect((await countAt(path)) - before).toBe(1);
  });

  test('is 409 while the first request with the key still runs', async () => {
    const { path, body } = await prepare();
    expectStatus(status, await post(path, body, 'key-4'));
    await changeRecord(path, 'key-4', { status: 0, resourceId: null });

    const answer = await post(path, body, 'key-4');

    expectProblem(answer, 'idempotency_in_progress');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a key', () => {
  const path = '/api/projects';

  test('belongs to its principal', async () => {
    const other = await restrictedKey(service.local.organization.id, ['manage:projects']);
    const mine = expectStatus(201, await post(path, { name: service.freshName() }, 'shared'));
    const theirs = expectStatus(201, await post(path, { name: service.freshName() }, 'shared', other.token));
    expect(theirs.json.id).not.toBe(mine.json.id);
  });

  test('belongs to its path', async () => {
    const bodies = { name: 'Staging', type: 'staging' };
    const [one, two] = [await service.project(), await service.project()];
    const first = expectStatus(201, await post(`${one.path}/environments`, bodies, 'per-path'));
    const second = expectStatus(201, await post(`${two.path}/environments`, bodies, 'per-path'));
    expect(second.json.id).not.toBe(first.json.id);
    expect(second.headers['idempotency-replayed']).toBeUndefined();
  });

  test('belongs to its method: a PUT does not look at it', async () => {
    const { path: project } = await service.project();
    const put = (description: string) =>
      service.api('PUT', project, { body: { description }, headers: { 'idempotency-key': 'put-1' } });
    expectStatus(200, await put('one'));
    expect(expectStatus(200, await put('two')).json.description).toBe('two');
  });

  test('is the same quoted and bare, and its body is the same in another order', async () => {
    const name = service.freshName();
    const first = expectStatus(201, await post(path, { name, description: 'd' }, 'quoted-1'));
    const again = await post(path, { description: 'd', name: ` ${name}` }, '"quoted-1"');
    expect(expectStatus(201, again).json).toEqual(first.json);
  });

  test.each(['', ' ', '""', 'k'.repeat(256), 'with space', 'é'])('is refused as "%s"', async (key) => {
    const answer = await post(path, { name: service.freshName() }, Buffer.from(key).toString('latin1'));
    expectProblem(answer, 'validation_failed', ['#/Idempotency-Key']);
  });

  test('of the longest length is taken', async () => {
    const [key, body] = ['k'.repeat(255), { name: service.freshName() }];
    const first = expectStatus(201, await post(path, body, key));
    expect(expectStatus(201, await post(path, body, key)).json).toEqual(first.json);
  });

  test('that is over 24 hours old counts as none', async () => {
    const { path: project } = await service.connectedProject();
    const first = expectStatus(202, await post(`${project}/deploy`, { branch: 'staging' }, 'old'));
    await changeRecord(`${project}/deploy`, 'old', { ttl: Math.floor(Date.now() / 1000) - 1 });

    const second = expectStatus(202, await post(`${project}/deploy`, { branch: 'develop' }, 'old'));

    expect(second.json.id).not.toBe(first.json.id);
  });

  test('is kept for 24 hours', async () => {
    const key = randomUUID();
    const before = Math.floor(Date.now() / 1000);
    expectStatus(201, await post(path, { name: service.freshName() }, key));
    const { pk } = keys.idempotency(organizationOf(service), ownerId, 'POST', path, key);
    const record = (await wholeTable()).find((item) => item.pk === pk);
    expect(Number(record?.ttl) - before).toBeGreaterThanOrEqual(86_400);
    expect(Number(record?.ttl) - before).toBeLessThan(86_460);
  });

  test('of a request that was refused is free for the right one', async () => {
    await service.project({ name: 'In the way' });
    expectProblem(await post(path, { name: 'in the way' }, 'refused'), 'name_taken');
    expectStatus(201, await post(path, { name: 'Out of the way' }, 'refused'));
  });

  test('repeats a deployment though the project was archived or disconnected since', async () => {
    for (const [method, end] of [
      ['PUT', 'archive'],
      ['DELETE', 'repository'],
    ] as const) {
      const { path: project } = await service.connectedProject();
      const first = expectStatus(202, await post(`${project}/deploy`, { branch: 'staging' }, 'then'));
      expectStatus(200, await service.api(method, `${project}/${end}`));

      const again = expectStatus(202, await post(`${project}/deploy`, { branch: 'staging' }, 'then'));

      expect(again.json).toMatchObject({ id: first.json.id, status: 'cancelled' });
    }
  });

  test('repeats nothing of a project that was deleted since', async () => {
    const { path: project } = await service.project();
    const body = { name: 'Staging', type: 'staging' };
    expectStatus(201, await post(`${project}/environments`, body, 'gone'));
    expectStatus(204, await service.api('DELETE', project));
    expectProblem(await post(`${project}/environments`, body, 'gone'), 'not_found');
  });

  test('is ignored by the webhook route, since GitLab sends one', async () => {
    const { webhook } = await service.connectedProject();
    const header = { 'idempotency-key': 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f' };
    const first = expectStatus(200, await service.deliver(webhook, 'push', realPush(), header));
    const ping = examplesOf('ping')[0];
    const second = expectStatus(200, await service.deliver(webhook, 'ping', ping, header));
    expect(second.json.deliveryId).not.toBe(first.json.deliveryId);
    expectStatus(200, await service.deliver(webhook, 'ping', { ...ping, zen: 'x' }, { 'idempotency-key': ' ' }));
  });
});

describe('a workflow', () => {
  test('that failed with a 5xx keeps nothing: the same key runs it again', async () => {
    const path = `${(await service.project()).path}/repository`;
    const broken = vi.spyOn(service.local.secrets, 'handle').mockImplementation(() => {
      throw new AwsFault('AccessDeniedException', 'not now');
    });
    expectProblem(await post(path, connectBody, 'retry'), 'internal');
    broken.mockRestore();

    const done = await post(path, connectBody, 'retry');

    expect([200, 201]).toContain(done.status);
    expect(done.headers['idempotency-replayed']).toBeUndefined();
    expect(done.json.status).toBe('action_required');
  });

  test('whose process died is taken over by the same key and body after a minute', async () => {
    const path = `${(await service.connectedProject()).path}/repository/regenerate-key`;
    expectStatus(200, await post(path, {}, 'died'));
    await changeRecord(path, 'died', { status: 0, resourceId: null, startedAt: '2020-01-01T00:00:00.000Z' });

    const again = expectStatus(200, await post(path, {}, 'died'));

    expect(again.headers['idempotency-replayed']).toBeUndefined();
  });

  test('that answers a secret stores neither the answer nor the secret', async () => {
    const path = `${(await service.project()).path}/repository`;
    const secrets: string[] = [];
    const answers = [
      await post(path, connectBody, 'secret-1'),
      await post(`${path}/reconfigure-webhook`, {}, 'secret-2'),
      await post(path, connectBody, 'secret-1'),
    ];
    for (const { json } of answers) secrets.push((json.webhook as { secret: string }).secret);

    const text = JSON.stringify(await wholeTable(), (_, value) => (value instanceof Set ? [...value] : value));

    expect(new Set(secrets).size).toBeGreaterThan(1);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(text).not.toContain(secret);
    }
    expect(service.logLines.join('\n')).not.toContain(secrets[0]);
  });
});
