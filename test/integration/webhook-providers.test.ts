import { describe, expect, it } from 'vitest';
import type { Answer } from '#test/call.ts';
import { bitbucketHeaders, bitbucketPush, bitbucketRef, commitA, commitB } from '#test/fixtures/other-providers.ts';
import type { Webhook } from './test-service.ts';
import { connected, deliver, deployed, providers, service, useBench } from './webhook-providers-bench.ts';

useBench();

describe.each(Object.entries(providers))('a delivery of %s', (provider, { url, push, headers }) => {
  const body = JSON.stringify(push);

  it('deploys the mapped environment, once', async () => {
    const { path, webhook } = await connected(url);

    const first = await deliver(webhook, body, headers(body, webhook.secret));
    const again = await deliver(webhook, body, headers(body, webhook.secret));

    expect(first.status, first.text).toBe(202);
    expect([again.status, again.json]).toEqual([
      200,
      { ...first.json, reason: `Replayed: ${first.json.reason}`, replayed: true },
    ]);
    expect(await deployed(path)).toEqual(['Staging staging queued']);
    const { json } = await service.api('GET', `${path}/deployments`);
    expect(json.deployments).toEqual([
      expect.objectContaining({ commitSha: commitB, commitMessage: 'Fix the report', trigger: 'push' }),
    ]);
    expect(String((json.deployments as { triggeredBy: string }[])[0]?.triggeredBy)).toMatch(`${provider}:`);
  });
});

describe('a request of Bitbucket with several changes', () => {
  const change = (branch: string, hash = commitB, before = commitA) => ({
    old: bitbucketRef('branch', branch, before),
    new: bitbucketRef('branch', branch, hash),
  });
  const send = (webhook: Webhook, changes: readonly Record<string, unknown>[]): Promise<Answer> => {
    const body = JSON.stringify(bitbucketPush(changes));
    return deliver(webhook, body, bitbucketHeaders('repo:push', body, webhook.secret));
  };

  it('deploys every mapped one of them, and lists all', async () => {
    const { path, webhook } = await connected(providers.bitbucket.url);

    const answer = await send(webhook, [
      change('unmapped'),
      { old: bitbucketRef('branch', 'gone', commitA), new: null },
      change('staging'),
      change('develop'),
    ]);

    expect(answer.status, answer.text).toBe(202);
    expect(answer.json).toMatchObject({ decision: 'deploy', reason: expect.stringContaining('staging') });
    expect(answer.json.deployments).toHaveLength(2);
    expect(await deployed(path)).toEqual(['Development develop queued', 'Staging staging queued']);
  });
});
