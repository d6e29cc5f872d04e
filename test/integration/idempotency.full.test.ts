import { randomUUID } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { AwsFault } from '#infra/local/aws-fault.ts';
import { keys } from '#shared/data/table/keys.ts';
import { expectProblem } from './expect-problem.ts';
import { cases, changeRecord, connectBody, ownerId, post, projects, service, useBench } from './idempotency-bench.ts';
import { organizationOf, wholeTable } from './principals.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe.each(Object.entries(cases))('%s', (_, { prepare, status, made }) => {
  const countAt = async (path: string): Promise<number> => (made === undefined ? 0 : made(path));

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

  test('under the same key with another body is 422, and nothing is done', async () => {
    const { path, body, otherBody } = await prepare();
    const first = expectStatus(status, await post(path, body, 'key-2'));
    const before = await countAt(path);

    expectProblem(await post(path, otherBody, 'key-2'), 'idempotency_mismatch');

    expect(await countAt(path)).toBe(before);
    expect(expectStatus(status, await post(path, body, 'key-2')).json).toEqual(first.json);
  });
});

describe('a key', () => {
  const path = '/api/projects';

  test('belongs to its path', async () => {
    const bodies = { name: 'Staging', type: 'staging' };
    const [one, two] = [await service.project(), await service.project()];
    const first = expectStatus(201, await post(`${one.path}/environments`, bodies, 'per-path'));
    const second = expectStatus(201, await post(`${two.path}/environments`, bodies, 'per-path'));
    expect(second.json.id).not.toBe(first.json.id);
    expect(second.headers['idempotency-replayed']).toBeUndefined();
  });

  test('is the same quoted and bare, and its body is the same in another order', async () => {
    const name = service.freshName();
    const first = expectStatus(201, await post(path, { name, description: 'd' }, 'quoted-1'));
    const again = await post(path, { description: 'd', name: ` ${name}` }, '"quoted-1"');
    expect(expectStatus(201, again).json).toEqual(first.json);
  });

  test('of the longest length is taken', async () => {
    const [key, body] = ['k'.repeat(255), { name: service.freshName() }];
    const first = expectStatus(201, await post(path, body, key));
    expect(expectStatus(201, await post(path, body, key)).json).toEqual(first.json);
  });

  test('is kept for 24 hours', async () => {
    const key = randomUUID();
    const sentAt = Math.floor(Date.now() / 1000);
    expectStatus(201, await post(path, { name: service.freshName() }, key));
    const answeredAt = Math.ceil(Date.now() / 1000);
    const { pk } = keys.idempotency(organizationOf(service), ownerId, 'POST', path, key);
    const record = (await wholeTable()).find((item) => item.pk === pk);
    expect(Number(record?.ttl)).toBeGreaterThanOrEqual(sentAt + 86_400);
    expect(Number(record?.ttl)).toBeLessThanOrEqual(answeredAt + 86_400);
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
});
