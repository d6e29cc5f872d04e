import { describe, expect, it } from 'vitest';
import type { Answer } from '#test/call.ts';
import { bitbucketHeaders, bitbucketPush, bitbucketRef, commitA, commitB } from '#test/fixtures/other-providers.ts';
import type { Webhook } from './test-service.ts';
import { connected, deliver, deployed, providers, service, useBench } from './webhook-providers-bench.ts';

useBench();

describe.each(Object.entries(providers))('a delivery of %s', (provider, { url, push, headers }) => {
  const body = JSON.stringify(push);

  it('is refused under the name of another provider', async () => {
    const { webhook } = await connected(url);
    const path = new URL(webhook.url).pathname.replace(`/${provider}/`, '/github/');

    const answer = await service.anonymous('POST', path, { rawBody: body, headers: headers(body, webhook.secret) });

    expect(answer.status).toBe(401);
  });

  it('of another repository deploys nothing, and says which one is connected', async () => {
    const { path, webhook } = await connected(url);
    const foreign = body.replaceAll('odoo-custom', 'somebody-elses');

    const answer = await deliver(webhook, foreign, headers(foreign, webhook.secret));

    expect(answer.status).toBe(200);
    expect(answer.json.reason).toContain('somebody-elses');
    expect(await deployed(path)).toEqual([]);
  });

  it('that cannot be read is answered 200 with the reason, and leaves a record', async () => {
    const { webhook } = await connected(url);

    const answer = await deliver(webhook, '{', headers('{', webhook.secret));

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ decision: 'ignore', reason: expect.stringContaining('not the JSON') });
  });

  it('is refused with the secret of another hook', async () => {
    const { path, webhook } = await connected(url);
    const other = await connected(url);

    const answer = await deliver(webhook, body, headers(body, other.webhook.secret));

    expect(answer.status).toBe(401);
    expect(await deployed(path)).toEqual([]);
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

  it('for one environment leaves the last pending and links the others to it', async () => {
    const { path, webhook } = await connected(providers.bitbucket.url);

    await send(webhook, [change('staging', commitA, commitB), change('staging', commitB)]);

    const { json } = await service.api('GET', `${path}/deployments`);
    const [last, first] = json.deployments as { id: string; commitSha: string; status: string; supersededBy: string }[];
    const pending = [last, first].find((one) => one?.status === 'queued');
    const replaced = [last, first].find((one) => one?.status === 'superseded');
    expect(pending?.commitSha).toBe(commitB);
    expect(replaced?.supersededBy).toBe(pending?.id);
  });

  it('beyond twenty loses none, and a repetition adds none', async () => {
    const { path, webhook } = await connected(providers.bitbucket.url);
    const changes = Array.from({ length: 50 }, (_, index) => change(`feature/${index}`));
    changes.splice(3, 0, change('develop'));
    changes.push(change('staging'));

    const first = await send(webhook, changes);
    const again = await send(webhook, changes);

    expect(first.status, first.text).toBe(202);
    expect(first.json.deployments).toHaveLength(2);
    expect([again.status, again.json]).toEqual([
      200,
      { ...first.json, reason: `Replayed: ${first.json.reason}`, replayed: true },
    ]);
    expect(await deployed(path)).toEqual(['Development develop queued', 'Staging staging queued']);
  });
});
