import { describe, expect, test } from 'vitest';
import { examplesOf, realPush } from '#test/fixtures/github.ts';
import { expectProblem } from './expect-problem.ts';
import { cases, changeRecord, connectBody, post, projects, service, useBench } from './idempotency-bench.ts';
import { restrictedKey, wholeTable } from './principals.ts';
import { expectStatus } from './test-service.ts';

useBench();

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
});

describe('a key', () => {
  const path = '/api/projects';

  test('belongs to its principal', async () => {
    const other = await restrictedKey(service.local.organization.id, ['manage:projects']);
    const mine = expectStatus(201, await post(path, { name: service.freshName() }, 'shared'));
    const theirs = expectStatus(201, await post(path, { name: service.freshName() }, 'shared', other.token));
    expect(theirs.json.id).not.toBe(mine.json.id);
  });

  test('belongs to its method: a PUT does not look at it', async () => {
    const { path: project } = await service.project();
    const put = (description: string) =>
      service.api('PUT', project, { body: { description }, headers: { 'idempotency-key': 'put-1' } });
    expectStatus(200, await put('one'));
    expect(expectStatus(200, await put('two')).json.description).toBe('two');
  });

  test.each(['', ' ', '""', 'k'.repeat(256), 'with space', 'é'])('is refused as "%s"', async (key) => {
    const answer = await post(path, { name: service.freshName() }, Buffer.from(key).toString('latin1'));
    expectProblem(answer, 'validation_failed', ['#/Idempotency-Key']);
  });

  test('that is over 24 hours old counts as none', async () => {
    const { path: project } = await service.connectedProject();
    const first = expectStatus(202, await post(`${project}/deploy`, { branch: 'staging' }, 'old'));
    await changeRecord(`${project}/deploy`, 'old', { ttl: Math.floor(Date.now() / 1000) - 1 });

    const second = expectStatus(202, await post(`${project}/deploy`, { branch: 'develop' }, 'old'));

    expect(second.json.id).not.toBe(first.json.id);
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
