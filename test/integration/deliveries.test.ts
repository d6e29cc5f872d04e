import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { Answer } from '#test/call.ts';
import { realRepository } from '#test/fixtures/github.ts';
import {
  commitSha,
  get,
  type Json,
  list,
  one,
  type Page,
  project,
  push,
  pushTo,
  service,
  simulated,
  useBench,
} from './deliveries-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('a delivery', () => {
  test('is read with its verdict and, per mapping, the rule that fired', async () => {
    const after = commitSha();
    const { json } = expectStatus(202, await push('staging', { after }));
    const head = pushTo('staging').head_commit as { message: string; author: { name: string } };

    const answer = expectStatus(200, await get(`/deliveries/${json.deliveryId}`));

    expect(answer.json).toEqual({
      id: json.deliveryId,
      provider: 'github',
      providerDeliveryId: expect.any(String),
      event: 'push',
      ref: 'refs/heads/staging',
      before: expect.stringMatching(/^[0-9a-f]{40}$/),
      after,
      author: head.author.name,
      message: head.message.split('\n')[0],
      commitUrl: `https://github.com/${realRepository.fullName}/commit/${after}`,
      deployments: json.deployments,
      receivedAt: expect.stringMatching(/Z$/),
      durationMs: expect.any(Number),
      generation: 1,
      redeliveryOf: null,
      decision: {
        outcome: 'deploy',
        reason: json.reason,
        environmentId: project.environments.staging,
        mappingId: expect.stringMatching(/^map_/),
        trace: expect.any(Array),
      },
    });
    const { decision } = await one(json.deliveryId);
    expect(decision.trace.map(({ matched, rule }) => [matched, rule])).toContainEqual([true, 'deploys']);
    expect(decision.trace).toHaveLength(3);
    expect(json.deployments).toHaveLength(1);
    expect((await list()).deliveries).toEqual([answer.json]);
    expect(answer.headers.etag).toBeDefined();
  });

  test('of a deleted branch has no commit to link to, and no deployment', async () => {
    const { json } = expectStatus(200, await push('feature/none', { deleted: true, after: '0'.repeat(40) }));

    expect(await one(json.deliveryId)).toMatchObject({ commitUrl: null, deployments: [] });
  });
});

describe('the list of deliveries', () => {
  test('has the newest first, in pages that miss and repeat nothing', async () => {
    const sent: unknown[] = [];
    for (const branch of ['staging', 'feature/a', 'main', 'develop', 'feature/b']) {
      sent.unshift((await push(branch)).json.deliveryId);
    }

    const whole = await list();
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: z.infer<typeof Page> = await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.deliveries.length).toBeLessThanOrEqual(2);
      paged.push(...page.deliveries.map(({ id }) => id));
      cursor = page.nextCursor;
    }

    expect(whole.deliveries.map(({ id }) => id)).toEqual(sent);
    expect(whole.nextCursor).toBeNull();
    expect(paged).toEqual(sent);
  });
});

describe('redelivering', () => {
  const redeliver = (id: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    service.api('POST', `${project.path}/deliveries/${id}/redeliver`, { headers });
  const switchedOff = async (off: boolean): Promise<void> => {
    const path = `${project.path}/environments/${project.environments.staging}`;
    expectStatus(200, await service.api('PUT', path, { body: { autoDeploy: !off } }));
  };
  const deployments = async (): Promise<Json[]> => (await get('/deployments')).json.deployments as Json[];

  test('runs the stored push again, as a new delivery, on the configuration of now', async () => {
    await switchedOff(true);
    const ignored = expectStatus(200, await push('staging', { after: commitSha() }));
    await switchedOff(false);

    const again = expectStatus(202, await redeliver(ignored.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'deploy', deployments: [expect.stringMatching(/^dep_/)] });
    expect(again.json.deliveryId).not.toBe(ignored.json.deliveryId);
    const stored = await one(again.json.deliveryId);
    const first = await one(ignored.json.deliveryId);
    expect(stored).toMatchObject({ redeliveryOf: first.id, event: 'push', before: first.before, after: first.after });
    expect((await deployments())[0]).toMatchObject({ commitSha: first.after, trigger: 'push' });
  });

  test('under one Idempotency-Key makes one new delivery', async () => {
    await switchedOff(true);
    const ignored = expectStatus(200, await push('staging'));
    await switchedOff(false);
    const headers = { 'idempotency-key': 'again-1' };

    const first = expectStatus(202, await redeliver(ignored.json.deliveryId, headers));
    const second = expectStatus(202, await redeliver(ignored.json.deliveryId, headers));

    expect(second.json).toEqual(first.json);
    expect(await deployments()).toHaveLength(1);
  });
});

describe('simulating a push', () => {
  test('tells what it would deploy, and deploys nothing', async () => {
    expect(await simulated({ event: 'push', branch: 'staging', commitSha: commitSha() })).toMatchObject({
      outcome: 'deploy',
      reason: 'staging is mapped to Staging, deploy on push.',
      environmentId: project.environments.staging,
    });
    expect((await get('/deployments')).json.deployments).toEqual([]);
    expect((await list()).deliveries).toEqual([]);
  });
});
