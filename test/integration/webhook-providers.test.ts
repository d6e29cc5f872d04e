import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '#test/call.ts';
import {
  bitbucketHeaders,
  bitbucketPush,
  bitbucketRef,
  commitA,
  commitB,
  giteaHeaders,
  giteaPush,
  gitlabPush,
  gitlabTokenHeaders,
} from '#test/fixtures/other-providers.ts';
import { expectStatus, TestService, type Webhook } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
  const body = { baseUrl: 'http://127.0.0.1:9' };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
});
afterAll(() => service.stop());

/** A project with Staging and Development, connected to a repository of the fixtures. */
const connected = async (repositoryUrl: string): Promise<{ readonly path: string; readonly webhook: Webhook }> => {
  const { path } = await service.project();
  await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
  await service.environment(path, { name: 'Development', type: 'development', branch: 'develop' });
  const made = expectStatus(201, await service.api('POST', `${path}/repository`, { body: { repositoryUrl } }));
  return { path, webhook: made.json.webhook as Webhook };
};

const deliver = (webhook: Webhook, body: string, headers: Record<string, string>): Promise<Answer> =>
  service.anonymous('POST', new URL(webhook.url).pathname, { rawBody: body, headers });

const deployed = async (path: string): Promise<readonly string[]> => {
  const { json } = await service.api('GET', `${path}/deployments?limit=100`);
  const list = json.deployments as { environmentName: string; branch: string; status: string }[];
  return list.map((one) => `${one.environmentName} ${one.branch} ${one.status}`).sort();
};

const providers = {
  gitlab: {
    url: 'git@gitlab.com:acme/team/odoo-custom.git',
    push: gitlabPush(),
    headers: (_body: string, secret: string) => gitlabTokenHeaders('Push Hook', secret),
  },
  bitbucket: {
    url: 'git@bitbucket.org:acme/odoo-custom.git',
    push: bitbucketPush([
      { old: bitbucketRef('branch', 'staging', commitA), new: bitbucketRef('branch', 'staging', commitB) },
    ]),
    headers: (body: string, secret: string) => bitbucketHeaders('repo:push', body, secret),
  },
  gitea: {
    url: 'http://127.0.0.1:9/acme/odoo-custom.git',
    push: giteaPush(),
    headers: (body: string, secret: string) => giteaHeaders('push', body, secret),
  },
} as const;

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

  it('is refused with the secret of another hook', async () => {
    const { path, webhook } = await connected(url);
    const other = await connected(url);

    const answer = await deliver(webhook, body, headers(body, other.webhook.secret));

    expect(answer.status).toBe(401);
    expect(await deployed(path)).toEqual([]);
  });

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
