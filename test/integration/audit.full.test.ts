import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { realPush } from '#test/fixtures/github.ts';
import { api, mapped, recordOf, records, recordsOf, service, useBench } from './audit-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { asFunction } from './function-writes.ts';
import { restrictedKey } from './principals.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { expectStatus } from './test-service.ts';

vi.mock('#infra/local/function-registry.ts', async (load) => {
  const registry = await load<typeof import('#infra/local/function-registry.ts')>();
  return {
    ...registry,
    invoke: (file: string, event: unknown) => asFunction(file, () => registry.invoke(file, event)),
  };
});

useBench();

test('A value of over 256 characters is kept as its length and hash, one of 256 as it is', async () => {
  const [long, short] = ['l'.repeat(257), 's'.repeat(256)];
  const { path } = await service.project({ description: long });

  const { changes } = await recordOf(await api('PUT', path, { description: short }));

  const sha256 = createHash('sha256').update(long).digest('hex');
  expect(changes).toEqual({ description: { from: { length: 257, sha256 }, to: short } });
});

test('What ends is named by what was deployed, and an invitation by its address, also when it is taken back', async () => {
  const project = await service.connectedProject();
  const commitSha = commitOf(1);
  const names: unknown[] = [];
  for (const order of [{ branch: 'staging' }, { tag: 'v1', branch: undefined }]) {
    await deploy(service, project, order);
    const runner = new TestRunner(service, project.path, project.environments.staging);
    const { deployment, lease } = await runner.claim();
    names.push((await recordOf(await runner.complete(deployment.id, lease.token, { commitSha }))).resourceName);
  }
  const invitation = await api('POST', '/api/members/invite', { email: 'ada@acme.example', roleId: 'viewer' });
  names.push((await recordOf(invitation)).resourceName);
  const taken = await api('DELETE', `/api/members/${invitation.json.id}`);
  names.push((await recordOf(taken)).resourceName);

  const short = commitSha.slice(0, 7);
  expect(names).toEqual([`staging ${short}`, `v1 ${short}`, 'ada@acme.example', 'ada@acme.example']);
});

test('What changes nothing leaves no record', async () => {
  const { path, staging, mapping } = await mapped();
  await api('PUT', `${path}/archive`);
  for (const answer of [
    await api('PUT', path, {}),
    await api('PUT', `${path}/archive`),
    await api('PUT', `${path}/environments/${staging}`, { name: 'Staging' }),
    await api('PUT', `${path}/branch-mappings/${mapping}`, { priority: 10 }),
    await api('GET', path),
  ]) {
    expectStatus(200, answer);
    expect(await recordsOf(answer)).toEqual([]);
  }
});

test('What is refused leaves no record, but what is denied', async () => {
  const { path, staging } = await mapped();
  const viewer = await restrictedKey(service.local.organization.id, ['view:projects']);
  await service.project({ name: 'Occupied' });
  const before = await records();

  expectProblem(await api('PUT', path, { name: 'occupied' }), 'name_taken');
  expectProblem(await api('POST', '/api/projects', { name: 'OCCUPIED' }), 'name_taken');
  expectProblem(await api('DELETE', `${path}/environments/${staging}`), 'environment_in_use');
  expectProblem(await api('POST', `${path}/deploy`, { branch: 'main' }), 'repository_not_connected');
  const stale = { body: { description: 'x' }, headers: { 'if-match': '"9.x"' } };
  expectProblem(await service.api('PUT', path, stale), 'precondition_failed');
  expect(await records()).toHaveLength(before.length);

  const denied = await service.api('DELETE', path, { token: viewer.token });

  expectProblem(denied, 'permission_missing');
  expect(await recordOf(denied)).toMatchObject({ action: 'deleteProject', outcome: 'denied' });
});

test('A change that lost a race and began again leaves one record', async () => {
  const { path } = await service.project();
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => api('PUT', path, { description: `from ${index}` })),
  );
  for (const answer of answers) expect(await recordsOf(expectStatus(200, answer))).toHaveLength(1);
});

test('A delivery is no act of a principal: it leaves none', async () => {
  const { webhook } = await service.connectedProject();
  const before = await records();
  await service.deliver(webhook, 'push', { ...realPush(), ref: 'refs/heads/staging' });
  expect(await records()).toHaveLength(before.length);
});
