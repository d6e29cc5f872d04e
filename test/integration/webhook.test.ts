import { describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Answer } from '#test/call.ts';
import { githubHeaders, realPush } from '#test/fixtures/github.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  deployments,
  expectIgnored,
  expectReplay,
  type Json,
  merge,
  ourPing,
  pathOf,
  post,
  project,
  pushTo,
  service,
  useBench,
} from './webhook-bench.ts';

useBench();

describe('an authentic push', () => {
  it('to a mapped branch is 202 with the deployment that it queued', async () => {
    const payload = pushTo('staging', { after: realPush().after });

    const answer = expectStatus(202, await service.deliver(project.webhook, 'push', payload));

    expect(Object.keys(answer.json)).toEqual(['deliveryId', 'decision', 'reason', 'deployments', 'replayed']);
    expect(answer.json).toEqual({
      deliveryId: expect.stringMatching(/^dlv_[0-9A-HJKMNP-TV-Z]{26}$/),
      decision: 'deploy',
      reason: 'staging is mapped to Staging, deploy on push.',
      deployments: [expect.stringMatching(/^dep_[0-9A-HJKMNP-TV-Z]{26}$/)],
      replayed: false,
    });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(await deployments()).toMatchObject([
      {
        id: (answer.json.deployments as string[])[0],
        environmentId: project.environments.staging,
        environmentName: 'Staging',
        branch: 'staging',
        tag: null,
        commitSha: payload.after,
        trigger: 'push',
        triggeredBy: 'github:Codertocat',
        deliveryId: answer.json.deliveryId,
        status: 'queued',
        supersededBy: null,
      },
    ]);
  });

  it('sent again is 200 with the first answer, says that it is a replay, and makes no second deployment', async () => {
    const payload = pushTo('staging');
    const first = expectStatus(202, await service.deliver(project.webhook, 'push', payload));

    const again = await service.deliver(project.webhook, 'push', payload);
    const later = await service.deliver(project.webhook, 'push', payload, { 'x-github-delivery': 'another-id' });

    for (const replay of [again, later]) expectReplay(replay, first);
    expect(await deployments()).toHaveLength(1);
  });

  it('of the commit that is the newest deployment already is a duplicate', async () => {
    const payload = pushTo('staging');
    expectStatus(202, await service.deliver(project.webhook, 'push', payload));

    const other = { ...payload, compare: 'https://github.com/Codertocat/Hello-World/compare/a...b' };
    const answer = expectStatus(200, await service.deliver(project.webhook, 'push', other));

    expect(answer.json).toMatchObject({ decision: 'duplicate', deployments: [] });
    expect(await deployments()).toHaveLength(1);
  });

  it('to an unmapped branch is 200 with the reason', async () => {
    const answer = await service.deliver(project.webhook, 'push', pushTo('feature/x'));
    await expectIgnored(answer, 'ignore', /^No mapping matches the branch feature\/x\./);
  });

  it('to main, which deploys on merge, waits for a merge', async () => {
    const answer = await service.deliver(project.webhook, 'push', pushTo('main'));
    await expectIgnored(answer, 'ignore', /deploy on merge: a direct push does not deploy/);
  });

  it('that deletes the branch is 200 with the reason', async () => {
    const gone = { deleted: true, after: '0'.repeat(40), head_commit: null, commits: [] };
    const answer = await service.deliver(project.webhook, 'push', pushTo('staging', gone));
    await expectIgnored(answer, 'ignore', /staging was deleted/);
  });
});

describe('an authentic pull request', () => {
  it('merged into main deploys the merge commit', async () => {
    const answer = expectStatus(202, await service.deliver(project.webhook, 'pull_request', merge(true, 'main')));
    expect(answer.json).toMatchObject({ decision: 'deploy', reason: 'main is mapped to Production, deploy on merge.' });
    expect(await deployments()).toMatchObject([
      { environmentId: project.environments.main, branch: 'main', trigger: 'merge', commitSha: 'c'.repeat(40) },
    ]);
  });
});

describe('other authentic deliveries', () => {
  it('a ping is 200 and says that the webhook is set up', async () => {
    await expectIgnored(await service.deliver(project.webhook, 'ping', ourPing()), 'ignore', /ping/);
  });
});

describe('how a delivery is sent', () => {
  it('in base64, as API Gateway hands on what is no text, is read and proved by its bytes', async () => {
    const text = JSON.stringify(pushTo('staging', { note: 'Ω → ü' }));
    const [, , , provider, hookId] = pathOf(project.webhook).split('/');
    const answer = (await invoke('webhooks/receive-webhook', {
      headers: githubHeaders('push', text, project.webhook.secret),
      pathParameters: { provider, hookId },
      requestContext: { requestId: 'request-1', http: { sourceIp: '192.0.2.1' } },
      body: Buffer.from(text).toString('base64'),
      isBase64Encoded: true,
    })) as { statusCode: number; body: string };
    expect(answer.statusCode, answer.body).toBe(202);
  });
});

describe('the log', () => {
  const linesOf = async (deliver: () => Promise<Answer>): Promise<{ lines: readonly string[]; answer: Answer }> => {
    const before = service.logLines.length;
    const answer = await deliver();
    return { lines: service.logLines.slice(before).filter((line) => line.includes('delivery')), answer };
  };
  const message = 'Rotate the token of the payment provider';

  it('holds one line of at most 400 bytes per accepted delivery, with nothing of body, secret, signature or URL', async () => {
    const payload = pushTo('staging', { head_commit: { ...(realPush().head_commit as Json), message } });
    const text = JSON.stringify(payload);
    const headers = githubHeaders('push', text, project.webhook.secret);

    const { lines, answer } = await linesOf(() => post(pathOf(project.webhook), headers, text));

    expectStatus(202, answer);
    expect(lines).toHaveLength(1);
    const line = lines[0] ?? '';
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(400);
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      requestId: answer.headers['x-request-id'],
      provider: 'github',
      status: 202,
      decision: 'deploy',
      delivery: answer.json.deliveryId,
    });
    const signature = headers['x-hub-signature-256']?.slice(7) ?? '';
    const hookId = project.webhook.url.split('/').at(-1) ?? '';
    for (const secret of [message, 'refs/heads', 'Codertocat', project.webhook.secret, signature, hookId, '/api/']) {
      expect(line).not.toContain(secret);
    }
  });
});
