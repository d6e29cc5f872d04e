import { describe, expect, test } from 'vitest';
import {
  fields,
  get,
  mappings,
  names,
  path,
  post,
  put,
  remove,
  service,
  useBench,
  useConnectedProject,
} from './environments-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('creating an environment', () => {
  test('is refused after the twentieth', async () => {
    for (let number = 1; number <= 20; number += 1) await post({ name: `E ${number}`, type: 'development' });
    expectProblem(await post({ name: 'E 21', type: 'development' }), 'conflict');
    expect(await names()).toHaveLength(20);
  });

  test('by ten at once keeps each that it said yes to, with a priority of its own', async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => index);

    const made = await Promise.all(numbers.map((n) => post({ name: `E ${n}`, type: 'staging', branch: `b${n}` })));

    // Those that lost eight races in a row are told to come back.
    const stored = made.filter(({ status }) => status === 201);
    for (const answer of made.filter(({ status }) => status !== 201)) expectProblem(answer, 'service_unavailable');
    expect(stored.length).toBeGreaterThan(0);
    expect((await mappings()).map(({ priority }) => priority)).toEqual(stored.map((_, index) => (index + 1) * 10));
    expect(await names()).toHaveLength(stored.length);
  });
});

describe('updating an environment', () => {
  const readOnly = fields.filter(
    (field) => !['name', 'odooVersion', 'approval', 'autoDeploy', 'branches', 'allowMissingSubmodules'].includes(field),
  );
  test.each([...readOnly, 'branch', 'version'])('refuses %s by name', async (field) => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });
    expectProblem(await put(one, { [field]: 'x' }), 'validation_failed', [`#/${field}`]);
  });
});

describe('deleting an environment', () => {
  test.each(['queued', 'waiting'])(
    'with a %s deployment needs force, which cancels it and keeps the history',
    async (status) => {
      await useConnectedProject();
      const approval = status === 'waiting' ? 'required' : 'none';
      const one = await service.environment(path, { name: 'Manual', type: 'staging', approval });
      const body = { branch: 'topic', commitSha: 'c'.repeat(40), environmentId: one };
      const deployment = expectStatus(202, await service.api('POST', `${path}/deploy`, { body }));
      expect(deployment.json.status).toBe(status);

      expectProblem(await remove(one), 'environment_in_use');
      expectStatus(204, await remove(one, '?force=true'));

      const ended = await get(`/deployments/${deployment.json.id}`);
      expect(ended.json).toMatchObject({ status: 'cancelled', environmentId: one, environmentName: 'Manual' });
      expect(ended.json.completedAt).not.toBeNull();
      expect((await get(`/deployments?environmentId=${one}`)).json.deployments).toHaveLength(1);
    },
  );
});
