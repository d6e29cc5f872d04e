import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { Answer } from '#test/call.ts';
import { realPush, realTag } from '#test/fixtures/github.ts';
import { minutesLater } from './clock.ts';
import {
  commitSha,
  get,
  type Json,
  list,
  one,
  type Page,
  project,
  push,
  service,
  simulate,
  simulated,
  thirtyDaysMinutes,
  useBench,
} from './deliveries-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('a delivery', () => {
  test('that deployed nothing tells why', async () => {
    const { json } = expectStatus(200, await push('feature/none'));

    expect((await one(json.deliveryId)).decision).toMatchObject({ outcome: 'ignore', reason: json.reason });
  });

  test('whose signature is wrong is not kept', async () => {
    const forged = { ...project.webhook, secret: 'forged' };
    expectStatus(401, await service.deliver(forged, 'push', realPush()));

    expect((await list()).deliveries).toEqual([]);
  });

  test('is found in its own project alone, and by its whole id', async () => {
    const { json } = expectStatus(202, await push('staging'));
    const id = String(json.deliveryId);
    const other = await service.connectedProject();

    expectProblem(await service.api('GET', `${other.path}/deliveries/${id}`), 'not_found');
    expectProblem(await get(`/deliveries/dlv_00000000${id.slice(12)}`), 'not_found');
  });

  test('to an earlier connection links to no page of the present one', async () => {
    const { json } = expectStatus(202, await push('staging'));
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));

    expect((await one(json.deliveryId)).commitUrl).toBeNull();

    await minutesLater(1, async () => {
      const body = { repositoryUrl: 'git@github.com:acme/another.git' };
      expectStatus(201, await service.api('POST', `${project.path}/repository`, { body }));
      expect(await one(json.deliveryId)).toMatchObject({ commitUrl: null, deployments: json.deployments });
    });
  });

  test('is shown for 30 days, whenever the table deletes it', async () => {
    const { json } = expectStatus(202, await push('staging'));
    const path = `/deliveries/${json.deliveryId}`;
    await service.settled();

    await minutesLater(thirtyDaysMinutes - 1, async () => {
      expectStatus(200, await get(path));
      expect((await list()).deliveries).toHaveLength(1);
    });
    await minutesLater(thirtyDaysMinutes + 1, async () => {
      expectProblem(await get(path), 'not_found');
      expect((await list()).deliveries).toEqual([]);
    });
  });
});

describe('the list of deliveries', () => {
  test('holds each delivery exactly as it is read alone', async () => {
    await push('staging');
    const [listed] = (await list()).deliveries;

    expect(listed).toEqual(await one(listed?.id));
  });

  test('walked with a filter of the outcome has full pages, and the last has no cursor', async () => {
    const deployed: unknown[] = [];
    for (let number = 0; number < 3; number += 1) {
      deployed.push((await push('staging', { after: commitSha() })).json.deliveryId);
      await push('feature/x', { after: commitSha() });
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: z.infer<typeof Page> = await list(
        `?limit=1&outcome=deploy${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      expect(page.deliveries).toHaveLength(1);
      seen.push(...page.deliveries.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen.toSorted()).toEqual(deployed.toSorted());
  });

  test.each(['outcome=perhaps', 'event=', 'ref=', 'status=failed'])('refuses ?%s', async (query) => {
    expectProblem(await get(`/deliveries?${query}`), 'validation_failed');
  });

  test('does not take the cursor of another project', async () => {
    await push('staging');
    await push('staging');
    const { nextCursor } = await list('?limit=1');
    const other = await service.connectedProject();

    expectProblem(await service.api('GET', `${other.path}/deliveries?cursor=${nextCursor}`), 'invalid_cursor');
  });

  test('filters by event, by ref and by outcome', async () => {
    const staged = (await push('staging', { after: commitSha() })).json.deliveryId;
    const unmapped = (await push('feature/x', { after: commitSha() })).json.deliveryId;
    const tagged = (await service.deliver(project.webhook, 'push', realTag())).json.deliveryId;
    const ping = await service.deliveredPing(project.webhook);
    const found = async (query: string) => (await list(query)).deliveries.map(({ id }) => id).toSorted();
    const tag = String(realTag().ref).replace('refs/tags/', '');

    expect(await found('?event=ping')).toEqual([ping]);
    expect(await found('?ref=staging')).toEqual([staged]);
    expect(await found('?ref=refs/heads/feature/x')).toEqual([unmapped]);
    expect(await found(`?ref=${tag}`)).toEqual([tagged]);
    expect(await found('?ref=stag')).toEqual([]);
    expect(await found('?outcome=deploy')).toEqual([staged]);
    expect(await found('?outcome=ignore')).toEqual([unmapped, tagged, ping].toSorted());
    expect(await found('?outcome=ignore&ref=feature/x')).toEqual([unmapped]);
    expect(await found('?outcome=hold')).toEqual([]);
  });
});

describe('redelivering', () => {
  const redeliver = (id: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    service.api('POST', `${project.path}/deliveries/${id}/redeliver`, { headers });
  const deployments = async (): Promise<Json[]> => (await get('/deployments')).json.deployments as Json[];

  test('of a push that is not the newest any more is stale, and makes no second record', async () => {
    const older = expectStatus(202, await push('staging'));
    expectStatus(202, await push('staging'));

    const again = expectStatus(200, await redeliver(older.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'stale', deployments: [] });
    expect(again.json.reason).toMatch(/^staging has moved on to [0-9a-f]{7}: [0-9a-f]{7} is older/);
    expect(await deployments()).toHaveLength(2);
  });

  test('of a push that is deployed is a duplicate', async () => {
    const newest = expectStatus(202, await push('staging'));

    const again = expectStatus(200, await redeliver(newest.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'duplicate', deployments: [] });
    expect(await deployments()).toHaveLength(1);
  });

  test('deploys the newest push again where its deployment was cancelled', async () => {
    const newest = expectStatus(202, await push('staging'));
    expectStatus(200, await service.api('PUT', `${project.path}/archive`));
    expectStatus(200, await service.api('PUT', `${project.path}/unarchive`));

    const again = expectStatus(202, await redeliver(newest.json.deliveryId));

    const [queued, cancelled] = await deployments();
    expect(again.json.deployments).toEqual([queued?.id]);
    expect([queued?.status, cancelled?.status]).toEqual(['queued', 'cancelled']);
    expect(queued?.commitSha).toBe(cancelled?.commitSha);
  });

  test('of a body that could not be read says so again', async () => {
    const unread = expectStatus(200, await service.deliver(project.webhook, 'push', '{'));

    const again = expectStatus(200, await redeliver(unread.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'ignore', reason: unread.json.reason, deployments: [] });
  });

  test('of a push of a repository that was connected before is ignored: another is connected now', async () => {
    const before = expectStatus(202, await push('staging'));
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));
    const repositoryUrl = 'git@github.com:acme/another.git';
    expectStatus(201, await service.api('POST', `${project.path}/repository`, { body: { repositoryUrl } }));

    const again = expectStatus(200, await redeliver(before.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'ignore', reason: expect.stringContaining('acme/another') });
  });

  test('without a repository is refused with what to do', async () => {
    const before = expectStatus(202, await push('staging'));
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));

    expectProblem(await redeliver(before.json.deliveryId), 'repository_not_connected');
  });

  test('of what does not exist, or has expired, is 404', async () => {
    const { json } = expectStatus(202, await push('staging'));

    expectProblem(await redeliver('dlv_01J00000000000000000000000'), 'not_found');
    expectProblem(await minutesLater(thirtyDaysMinutes, () => redeliver(json.deliveryId)), 'not_found');
  });
});

describe('simulating a push', () => {
  test('needs no commit, and obeys a skip marker in the message', async () => {
    expect(await simulated({ event: 'push', branch: 'staging' })).toMatchObject({ outcome: 'deploy' });
    expect(await simulated({ event: 'push', branch: 'staging', message: 'Typo [skip ci]' })).toMatchObject({
      outcome: 'ignore',
      reason: expect.stringContaining('[skip ci]'),
    });
  });

  test('judges path filters by the files that are told, as for the next push', async () => {
    const after = commitSha();
    const { mappingId } = (await one(expectStatus(202, await push('staging', { after })).json.deliveryId)).decision;
    const path = `${project.path}/branch-mappings/${mappingId}`;
    expectStatus(200, await service.api('PUT', path, { body: { paths: ['addons/**'] } }));

    const outside = await simulated({ event: 'push', branch: 'staging', files: ['README.md'] });
    const inside = await simulated({ event: 'push', branch: 'staging', files: ['README.md', 'addons/x/a.py'] });

    expect(outside).toMatchObject({ outcome: 'ignore', reason: expect.stringContaining('addons/**') });
    expect(inside).toMatchObject({ outcome: 'deploy' });
  });

  test('decides as the delivery of the same push then does', async () => {
    const branches = fc.constantFrom('main', 'staging', 'develop', 'feature/x', 'Staging');
    const messages = fc.constantFrom('Fix', 'Fix [skip ci]', '[ci skip]', 'skip ci');
    await fc.assert(
      fc.asyncProperty(branches, messages, async (branch, message) => {
        const after = commitSha();
        const foretold = await simulated({ event: 'push', branch, commitSha: after, message });

        const head = { ...(realPush().head_commit as Json), id: after, message };
        const { json } = await push(branch, { after, head_commit: head });

        expect((await one(json.deliveryId)).decision).toEqual(foretold);
      }),
      { numRuns: 20 },
    );
  });

  test('decides on a tag as its delivery then does', async () => {
    const body = { branchPattern: 'v*', refType: 'tag', environmentId: project.environments.main };
    expectStatus(201, await service.api('POST', `${project.path}/branch-mappings`, { body }));
    const foretold = await simulated({ event: 'tag', tag: 'v1.0' });

    const { json } = await service.deliver(project.webhook, 'push', { ...realTag(), ref: 'refs/tags/v1.0' });

    expect(foretold.outcome).toBe('deploy');
    expect((await one(json.deliveryId)).decision).toEqual(foretold);
  });

  test.each([
    [{}, '#/event'],
    [{ event: 'push' }, '#/branch'],
    [{ event: 'push', branch: 'a', tag: 'v1' }, '#/tag'],
    [{ event: 'push', tag: 'v1' }, '#/tag'],
    [{ event: 'merge', tag: 'v1' }, '#/tag'],
    [{ event: 'delete' }, '#/branch'],
    [{ event: 'tag' }, '#/tag'],
    [{ event: 'tag', tag: 'v1', branch: 'a' }, '#/branch'],
    [{ event: 'push', branch: 'a..b' }, '#/branch'],
    [{ event: 'push', branch: 'a', commitSha: 'abc' }, '#/commitSha'],
    [{ event: 'push', branch: 'a', files: Array.from({ length: 501 }, () => 'a') }, '#/files'],
    [{ event: 'push', branch: 'a', message: 'm'.repeat(10_001) }, '#/message'],
  ])('of %j is refused with the place of the mistake', async (body, pointer) => {
    const answer = await simulate(body);

    expectProblem(answer, 'validation_failed');
    expect((answer.json.errors as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
  });
});
