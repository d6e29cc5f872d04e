import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import type { GitProvider, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import type { GithubDeliveryLog } from './github/deliveries.ts';
import { descriptionFaults, GithubStandIn } from './github-stand-in.ts';

const url = 'https://ocore.example/api/webhooks/github/h1';
const now = Date.parse('2026-11-25T12:00:00Z');
const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
const since = minutesAgo(3 * 24 * 60);

describe('the failed deliveries of GitHub', () => {
  let standIn: GithubStandIn;
  let github: GitProvider;
  let repository: ProviderRepository;
  let hookId: string;
  let log: GithubDeliveryLog;

  const redeliver = (urls: readonly string[] = [url]) => github.redeliverFailed(repository, urls, since);
  const repeated = (): readonly string[] =>
    standIn
      .requests()
      .filter(({ method }) => method === 'POST')
      .map(({ path }) => path);

  beforeAll(async () => {
    standIn = await GithubStandIn.start('token');
  });
  afterAll(() => standIn.stop());
  beforeEach(() => {
    standIn.reset();
    github = standIn.connect('good');
    repository = { ...standIn.repository(), defaultBranch: 'main' };
    standIn.addHook({ url, secret: 's', active: true });
    hookId = standIn.hooks()[0]?.id ?? expect.fail('a hook was added');
    log = standIn.own.deliveries;
  });
  afterEach(() => {
    expect(descriptionFaults).toEqual([]);
  });

  test('are asked for, each once, the oldest first', async () => {
    log.add(hookId, 'first', 503, minutesAgo(30));
    log.add(hookId, 'second', 0, minutesAgo(20));
    log.add(hookId, 'good', 202, minutesAgo(10));

    expect(await redeliver()).toBe(2);

    expect([...log.counts(hookId)]).toEqual([
      ['second', 2],
      ['first', 2],
      ['good', 1],
    ]);
  });

  test('stay as they are where a later attempt has succeeded', async () => {
    log.add(hookId, 'repaired', 503, minutesAgo(30));
    log.add(hookId, 'repaired', 200, minutesAgo(5));

    expect(await redeliver()).toBe(0);
    expect(repeated()).toEqual([]);
  });

  test('are asked for no fourth time, however many reconciliations there are', async () => {
    log.answers = 500;
    log.add(hookId, 'hopeless', 500, minutesAgo(30));

    const asked: (number | null)[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) asked.push(await redeliver());

    expect(asked).toEqual([1, 1, 0, 0, 0]);
    expect(log.counts(hookId).get('hopeless')).toBe(3);
  });

  test('that are older than asked for stay as they are, and the pages behind them are not read', async () => {
    for (let index = 0; index < 150; index += 1) log.add(hookId, `old ${index}`, 500, minutesAgo(4 * 24 * 60));
    log.add(hookId, 'young', 500, minutesAgo(5));

    expect(await redeliver()).toBe(1);

    expect(log.counts(hookId).get('young')).toBe(2);
    expect(standIn.requests().map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
  });

  test('are found over pages, which links and not numbers lead to, and an event in two pages counts once', async () => {
    log.add(hookId, 'lost', 500, minutesAgo(60));
    for (let index = 0; index < 230; index += 1) log.add(hookId, `good ${index}`, 200, minutesAgo(50));
    log.add(hookId, 'repaired', 500, minutesAgo(45));
    for (let index = 0; index < 120; index += 1) log.add(hookId, `fine ${index}`, 200, minutesAgo(40));
    log.add(hookId, 'repaired', 200, minutesAgo(30));

    expect(await redeliver()).toBe(1);
    expect(log.counts(hookId).get('lost')).toBe(2);
  });

  test('are 100 a call at most, and the rest is left to the next', async () => {
    for (let index = 0; index < 130; index += 1) log.add(hookId, `lost ${index}`, 500, minutesAgo(30));

    expect(await redeliver()).toBe(100);
    expect(await redeliver()).toBe(30);
    expect(await redeliver()).toBe(0);
  });

  test('are read over 20 pages at most', async () => {
    for (let index = 0; index < 2101; index += 1) log.add(hookId, `good ${index}`, 200, minutesAgo(30));

    expect(await redeliver()).toBe(0);
    expect(standIn.requests()).toHaveLength(21);
  });

  test('of hooks that are not ours are none of our business', async () => {
    standIn.addHook({ url: 'https://ci.acme.example/hook', secret: 's', active: true });
    log.add(standIn.hooks()[1]?.id ?? '', 'theirs', 500, minutesAgo(5));

    expect(await redeliver()).toBe(0);
    expect(await redeliver(['https://ocore.example/elsewhere'])).toBe(0);
    expect(repeated()).toEqual([]);
  });

  test('that GitHub no longer has do not keep it from the others', async () => {
    log.add(hookId, 'lost', 500, minutesAgo(30));
    log.keeps = false;

    expect(await redeliver()).toBe(0);
    expect(repeated()).toHaveLength(1);
  });

  test('that cannot be asked for now are an error, so that the next reconciliation tries again', async () => {
    log.add(hookId, 'lost', 500, minutesAgo(30));
    standIn.break(502, 2);

    await expect(redeliver()).rejects.toSatisfy(
      (error) => error instanceof Problem && error.code === 'provider_failed',
    );
  });

  test('are listed to no end by a link that names no cursor', async () => {
    const link = '<https://api.github.com/hooks?page=2>; rel="next"';
    standIn.break({ status: 200, body: [], headers: { link } }, 1);

    expect(await redeliver()).toBe(0);
    expect(standIn.requests()).toHaveLength(2);
  });

  test('keep their ids to the digit, also beyond the integers of a double', async () => {
    const hook = `"active": true, "config": {"url": "${url}"}`;
    const attempt = `"guid": "lost", "delivered_at": "${minutesAgo(5)}", "status_code": 500`;
    const headers = { 'content-type': 'application/json' };
    standIn.break({ status: 200, body: `[{"id": 9007199254740993, ${hook}, ${attempt}}]`, headers });

    await redeliver();

    expect(repeated()[0]).toMatch(/\/hooks\/9007199254740993\/deliveries\/9007199254740993\/attempts$/);
  });
});
