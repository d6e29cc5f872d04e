import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import { WebhookAnswer } from '#shared/contract/webhook.ts';
import type { Answer } from '#test/call.ts';
import {
  followingPushes,
  githubHeaders,
  realPing,
  realPullRequest,
  realPush,
  realRepository,
  realTag,
} from '#test/fixtures/github.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { otherOrganization } from '#test/integration/principals.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { type Connected, expectStatus, TestService, type Webhook } from '#test/integration/test-service.ts';

let service: TestService;
let contents: TableContents;
let project: Connected;
beforeAll(async () => {
  service = await TestService.start();
  contents = new TableContents(service);
});
afterAll(() => service.stop());
beforeEach(async () => {
  project = await service.connectedProject();
});

type Json = Record<string, unknown>;
/** The published push, to a branch of the manual's table and with a commit of its own. */
const pushTo = followingPushes();
/** The published ping, of the repository that is connected. */
const ourPing = (): Json => ({ ...realPing(), repository: realPush().repository });
const merge = (merged: boolean, base: string): Json => {
  const payload = realPullRequest(merged);
  const pull = payload.pull_request as Json;
  return { ...payload, pull_request: { ...pull, base: { ...(pull.base as Json), ref: base } } };
};
const pathOf = (webhook: Pick<Webhook, 'url'>): string => new URL(webhook.url).pathname;
const deployments = async (): Promise<Json[]> =>
  expectStatus(200, await service.api('GET', `${project.path}/deployments`)).json.deployments as Json[];
const post = (path: string, headers: Record<string, string>, rawBody: string | Buffer): Promise<Answer> =>
  service.anonymous('POST', path, { headers, rawBody });

/** An authentic delivery that deploys nothing: 200 with the reason, and no deployment. */
const expectIgnored = async (answer: Answer, decision: 'ignore' | 'duplicate', reason: RegExp): Promise<void> => {
  const body = WebhookAnswer.parse(expectStatus(200, answer).json);
  expect(body).toMatchObject({ decision, deployments: [] });
  expect(body.reason).toMatch(reason);
  expect(await deployments()).toEqual([]);
};

/** The answer to a delivery that was decided before. */
const expectReplay = (again: Answer, first: Answer): void => {
  const reason = `Replayed: ${first.json.reason}`;
  expect(expectStatus(200, again).json).toEqual({ ...first.json, reason, replayed: true });
};

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

  it('fills the pending slot of its environment and no other', async () => {
    const answer = expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('develop')));
    const pending = async (id: string): Promise<Json | null> =>
      (await service.api('GET', `${project.path}/environments/${id}`)).json.pending as Json | null;
    expect(await pending(project.environments.develop)).toMatchObject({ id: (answer.json.deployments as string[])[0] });
    expect(await pending(project.environments.staging)).toBeNull();
    expect(await pending(project.environments.main)).toBeNull();
  });

  it('sent again is 200 with the first answer, says that it is a replay, and makes no second deployment', async () => {
    const payload = pushTo('staging');
    const first = expectStatus(202, await service.deliver(project.webhook, 'push', payload));

    const again = await service.deliver(project.webhook, 'push', payload);
    const later = await service.deliver(project.webhook, 'push', payload, { 'x-github-delivery': 'another-id' });

    for (const replay of [again, later]) expectReplay(replay, first);
    expect(await deployments()).toHaveLength(1);
  });

  it('that was ignored, sent again, is 200 with the first answer, and says that it is a replay', async () => {
    const payload = pushTo('feature/x');
    const first = expectStatus(200, await service.deliver(project.webhook, 'push', payload));
    const again = await service.deliver(project.webhook, 'push', payload);
    expectReplay(again, first);
  });

  it('sent again under names of other events adds one delivery that deploys nothing', async () => {
    const payload = pushTo('staging');
    expectStatus(202, await service.deliver(project.webhook, 'push', payload));
    const first = expectStatus(200, await service.deliver(project.webhook, 'fork', payload));
    for (const event of ['star', 'x'.repeat(50)]) {
      expectReplay(await service.deliver(project.webhook, event, payload), first);
    }
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

  it('takes the place of a deployment that still waits for its turn, linked to its successor', async () => {
    const first = await service.deliver(project.webhook, 'push', pushTo('staging'));
    const second = await service.deliver(project.webhook, 'push', pushTo('staging'));

    const [newest, oldest] = await deployments();
    expect(newest).toMatchObject({ id: (second.json.deployments as string[])[0], status: 'queued' });
    expect(oldest).toMatchObject({
      id: (first.json.deployments as string[])[0],
      status: 'superseded',
      supersededBy: newest?.id,
    });
  });

  it('to an unmapped branch is 200 with the reason', async () => {
    const answer = await service.deliver(project.webhook, 'push', pushTo('feature/x'));
    await expectIgnored(answer, 'ignore', /^No mapping matches the branch feature\/x\./);
  });

  it('as GitHub published it, to a branch that nobody mapped, is 200 with the reason', async () => {
    const answer = await service.deliver(project.webhook, 'push', realPush());
    await expectIgnored(answer, 'ignore', /master/);
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

  it('of a tag that no mapping names is 200 with the reason', async () => {
    await expectIgnored(await service.deliver(project.webhook, 'push', realTag()), 'ignore', /tag/);
  });

  it('to an archived project is 200 with the reason', async () => {
    expectStatus(200, await service.api('PUT', `${project.path}/archive`));
    const answer = await service.deliver(project.webhook, 'push', pushTo('staging'));
    await expectIgnored(answer, 'ignore', /archived/);
  });

  it('of another repository is 200 with the reason and the repository to look at', async () => {
    const repository = { ...(realPush().repository as Json), id: 1, full_name: 'mallory/Hello-World' };
    const answer = await service.deliver(project.webhook, 'push', pushTo('staging', { repository }));
    await expectIgnored(answer, 'ignore', /mallory\/Hello-World.*Codertocat\/Hello-World/);
  });

  it('is known by the name in any case until the stable id is known', async () => {
    const repository = { ...(realPush().repository as Json), full_name: 'CODERTOCAT/hello-world' };
    expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('staging', { repository })));
  });

  it('is known by the stable id after the first delivery, whatever the repository is called since', async () => {
    expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('staging')));
    const repository = { ...(realPush().repository as Json), full_name: 'acme/renamed' };
    expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('staging', { repository })));
  });

  it('of a repository that took the old name is foreign after the first delivery', async () => {
    expectStatus(200, await service.deliver(project.webhook, 'ping', ourPing()));
    const repository = { ...(realPush().repository as Json), id: 999_999 };
    const answer = await service.deliver(project.webhook, 'push', pushTo('staging', { repository }));
    await expectIgnored(answer, 'ignore', /connected/);
  });

  it('of another repository pins nothing', async () => {
    const foreign = { ...(realPush().repository as Json), id: 1, full_name: 'mallory/Hello-World' };
    expectStatus(200, await service.deliver(project.webhook, 'push', pushTo('staging', { repository: foreign })));
    expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('staging')));
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

  it('closed without a merge is 200 with the reason', async () => {
    const answer = await service.deliver(project.webhook, 'pull_request', merge(false, 'main'));
    await expectIgnored(answer, 'ignore', /not used/);
  });

  it('that was only opened is 200 with the reason', async () => {
    const opened = { ...merge(true, 'main'), action: 'opened' };
    await expectIgnored(await service.deliver(project.webhook, 'pull_request', opened), 'ignore', /not used/);
  });

  it('merged into a branch that deploys on push leaves it to the push', async () => {
    const answer = await service.deliver(project.webhook, 'pull_request', merge(true, 'staging'));
    await expectIgnored(answer, 'ignore', /the push of this merge decides/);
  });
});

describe('other authentic deliveries', () => {
  it('a ping is 200 and says that the webhook is set up', async () => {
    await expectIgnored(await service.deliver(project.webhook, 'ping', ourPing()), 'ignore', /ping/);
  });

  it.each(['star', 'workflow_run', '', 'constructor', 'x'.repeat(500)])(
    'the event %j, which nobody uses, is 200 with the reason',
    async (event) => {
      await expectIgnored(await service.deliver(project.webhook, event, ourPing()), 'ignore', /not used/);
    },
  );

  it.each([
    ['no JSON', 'not json'],
    ['nothing', ''],
    ['half of a document', '{"ref":"refs/heads/staging"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a push without a ref', '{}'],
    ['a prototype key', '{"__proto__":{"ref":"refs/heads/staging"}}'],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('a body that is %s, rightly signed, is 200 with the reason', async (_what, text) => {
    await expectIgnored(await service.deliver(project.webhook, 'push', text), 'ignore', /signature is right/);
  });

  it('whatever JSON is rightly signed is never a 4xx or 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('push', 'pull_request', 'ping', 'star'), fc.json(), async (event, text) => {
        expectStatus(200, await service.deliver(project.webhook, event, text));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a captured push that somebody sends first', () => {
  it.each([
    ['as another event', 'ping', {}],
    ['as an event that nobody knows', 'push/25', {}],
    ['as a form', 'push', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('%s does not take the place of the real one', async (_how, event, headers) => {
    const body = JSON.stringify(pushTo('staging'));
    await service.deliver(project.webhook, event, body, headers);

    await service.deliver(project.webhook, 'push', body);

    expect(await deployments()).toHaveLength(1);
  });
});

describe('how a delivery is sent', () => {
  it('as a form is taken like JSON, signed over the form', async () => {
    const form = `payload=${encodeURIComponent(JSON.stringify(pushTo('staging')))}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expectStatus(202, await service.deliver(project.webhook, 'push', form, headers));
  });

  it('as a form without a payload is 200 with the reason', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await service.deliver(project.webhook, 'push', 'a=b', headers);
    await expectIgnored(answer, 'ignore', /signature is right/);
  });

  it('with a charset in its content type is taken', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('staging'), headers));
  });

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

  it('with header names in any case is taken', async () => {
    const text = JSON.stringify(pushTo('staging'));
    const headers = Object.fromEntries(
      Object.entries(githubHeaders('push', text, project.webhook.secret)).map(([name, value]) => [
        name.toUpperCase(),
        value,
      ]),
    );
    expectStatus(202, await post(pathOf(project.webhook), headers, text));
  });

  it('with an Idempotency-Key or an Authorization header ignores them', async () => {
    const headers = { 'idempotency-key': 'one', authorization: 'Bearer nobody' };
    expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('staging'), headers));
    expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('staging'), headers));
  });

  it.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/json,application/json'])(
    'as %s is 415 with the content type to choose',
    async (type) => {
      const answer = await service.deliver(project.webhook, 'push', pushTo('staging'), { 'content-type': type });
      expect(expectProblem(answer, 'unsupported_media_type').detail).toContain('application/json');
    },
  );

  it('over 5 MB is 413, at 5 MB it is read', async () => {
    const max = 5_000_000;
    expectProblem(await service.deliver(project.webhook, 'push', 'x'.repeat(max + 1)), 'body_too_large');
    expectStatus(200, await service.deliver(project.webhook, 'push', 'x'.repeat(max)));
  });

  it('by GET is 405', async () => {
    expectProblem(await service.anonymous('GET', pathOf(project.webhook)), 'method_not_allowed');
  });
});

describe('a delivery that is not authentic', () => {
  const body = JSON.stringify(ourPing());
  const signed = (secret: string): Record<string, string> => githubHeaders('ping', body, secret);
  const right = (): Record<string, string> => signed(project.webhook.secret);
  const with_ = (header: string, value: string): Record<string, string> => ({ ...right(), [header]: value });
  const signature = 'x-hub-signature-256';
  const without = (header: string): Record<string, string> => {
    const { [header]: _gone, ...rest } = right();
    return rest;
  };
  const flip = (text: string, at: number): string =>
    `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
  const hookAt = (at: number): string => {
    const path = pathOf(project.webhook);
    const start = path.lastIndexOf('/') + 1;
    return flip(path, start + at);
  };

  const forgeries: readonly (readonly [string, () => Promise<Answer>])[] = [
    ['no signature', () => post(pathOf(project.webhook), without(signature), body)],
    ['an empty signature', () => post(pathOf(project.webhook), with_(signature, ''), body)],
    ['a signature with another secret', () => post(pathOf(project.webhook), signed('guessed'), body)],
    ['a signature with an empty secret', () => post(pathOf(project.webhook), signed(''), body)],
    [
      'a cut signature',
      () => post(pathOf(project.webhook), with_(signature, right()[signature]?.slice(0, -1) ?? ''), body),
    ],
    [
      'a signature in capitals',
      () => post(pathOf(project.webhook), with_(signature, right()[signature]?.toUpperCase() ?? ''), body),
    ],
    ['SHA-1 alone', () => post(pathOf(project.webhook), { ...without(signature), 'x-hub-signature': 'sha1=0' }, body)],
    ['a changed body', () => post(pathOf(project.webhook), right(), `${body} `)],
    ['a hook id changed at its version', () => post(hookAt(2), right(), body)],
    ['a hook id changed at its project', () => post(hookAt(40), right(), body)],
    ['a hook id changed at its MAC', () => post(hookAt(90), right(), body)],
    ['a hook id that is longer', () => post(`${pathOf(project.webhook)}A`, right(), body)],
    ['a hook id that is shorter', () => post(pathOf(project.webhook).slice(0, -1), right(), body)],
    ['a hook id with padding', () => post(`${pathOf(project.webhook)}==`, right(), body)],
    ['no hook id of ours', () => post('/api/webhooks/github/nonsense', right(), body)],
    [
      'a provider that is not the id’s',
      () => post(pathOf(project.webhook).replace('/github/', '/gitlab/'), right(), body),
    ],
    [
      'a provider that nobody knows',
      () => post(pathOf(project.webhook).replace('/github/', '/nobody/'), right(), body),
    ],
  ];

  it.each(forgeries)('by %s is 401 with the one body that tells nothing', async (_what, forge) => {
    const reference = await post('/api/webhooks/github/nonsense', right(), body);

    const answer = await forge();

    expectProblem(answer, 'unauthenticated');
    const known = String(reference.json.requestId);
    expect(answer.text.replaceAll(String(answer.json.requestId), known)).toBe(reference.text);
  });

  it('leaves the store unchanged, byte for byte', async () => {
    await service.settled();
    const before = await contents.texts();

    for (const [, forge] of forgeries) expectStatus(401, await forge());
    const push = await service.deliver({ ...project.webhook, secret: 'guessed' }, 'push', pushTo('staging'));

    expectStatus(401, push);
    expect(await contents.texts()).toEqual(before);
  });

  it('by a signature sent twice is 401, also where both are right', async () => {
    const twice = { ...right(), [signature]: `${right()[signature]},${right()[signature]}` };
    expectStatus(401, await post(pathOf(project.webhook), twice, body));
  });

  it('of a retired generation is 401', async () => {
    const both = { body: { revokeNow: true } };
    expectStatus(200, await service.api('POST', `${project.path}/repository/reconfigure-webhook`, both));
    expectProblem(await service.deliver(project.webhook, 'push', pushTo('staging')), 'unauthenticated');
  });

  it('of a disconnected repository is 401', async () => {
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));
    expectProblem(await service.deliver(project.webhook, 'push', pushTo('staging')), 'unauthenticated');
  });

  it('of a deleted project is 401, before and after its purge', async () => {
    expectStatus(204, await service.api('DELETE', project.path));
    expectProblem(await service.deliver(project.webhook, 'push', pushTo('staging')), 'unauthenticated');
    await service.settled();
    expectProblem(await service.deliver(project.webhook, 'push', pushTo('staging')), 'unauthenticated');
  });

  it('at the hook of another tenant with the secret of one’s own is 401', async () => {
    const other = await otherOrganization(service, 'other-tenant');
    const made = await service.api('POST', '/api/projects', { token: other.token, body: { name: 'Theirs' } });
    const theirs = await service.api('POST', `/api/projects/${made.json.id}/repository`, {
      token: other.token,
      body: { repositoryUrl: realRepository.sshUrl },
    });
    const their = expectStatus(201, theirs).json.webhook as Webhook;

    expectStatus(401, await service.deliver({ url: their.url, secret: project.webhook.secret }, 'push', realPush()));
    expectStatus(401, await service.deliver({ url: project.webhook.url, secret: their.secret }, 'push', realPush()));
    expectStatus(200, await service.deliver(their, 'push', realPush()));
  });

  it('of random hook ids is never anything but 401', async () => {
    const id = fc.uint8Array({ minLength: 73, maxLength: 73 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
    await fc.assert(
      fc.asyncProperty(id, async (hookId) => {
        expectStatus(401, await post(`/api/webhooks/github/${hookId}`, right(), body));
      }),
      { numRuns: 50 },
    );
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

  it('holds one line per refused delivery: who sent it and why it was refused, and nothing that was sent', async () => {
    const text = JSON.stringify(pushTo('staging'));
    const headers = githubHeaders('push', text, 'guessed-secret');

    const { lines, answer } = await linesOf(() => post(pathOf(project.webhook), headers, text));

    expectStatus(401, answer);
    expect(lines).toHaveLength(1);
    const line = lines[0] ?? '';
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      status: 401,
      code: 'unauthenticated',
      sourceIp: '127.0.0.1',
    });
    const sent = [
      project.webhook.url.split('/').at(-1),
      headers['x-hub-signature-256']?.slice(7),
      'Codertocat',
      'refs/',
    ];
    for (const value of sent) expect(line).not.toContain(value);
  });

  it('does not grow with what an anonymous caller writes into its request', async () => {
    const path = `/api/webhooks/${'p'.repeat(3000)}/${'h'.repeat(3000)}`;
    const { lines } = await linesOf(() => post(path, { 'content-type': 'application/json' }, '{}'));
    expect(lines).toHaveLength(1);
    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThanOrEqual(400);
  });
});
