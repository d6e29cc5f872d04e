import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '#test/call.ts';
import { githubHeaders, realPush, realRepository, realTag } from '#test/fixtures/github.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { otherOrganization } from '#test/integration/principals.ts';
import { expectStatus, type Webhook } from '#test/integration/test-service.ts';
import {
  contents,
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
  it('fills the pending slot of its environment and no other', async () => {
    const answer = expectStatus(202, await service.deliver(project.webhook, 'push', pushTo('develop')));
    const pending = async (id: string): Promise<Json | null> =>
      (await service.api('GET', `${project.path}/environments/${id}`)).json.pending as Json | null;
    expect(await pending(project.environments.develop)).toMatchObject({ id: (answer.json.deployments as string[])[0] });
    expect(await pending(project.environments.staging)).toBeNull();
    expect(await pending(project.environments.main)).toBeNull();
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

  it('as GitHub published it, to a branch that nobody mapped, is 200 with the reason', async () => {
    const answer = await service.deliver(project.webhook, 'push', realPush());
    await expectIgnored(answer, 'ignore', /master/);
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

  it('by GET is 405', async () => {
    expectProblem(await service.anonymous('GET', pathOf(project.webhook)), 'method_not_allowed');
  });

  it('over 5 MB is 413, at 5 MB it is read', async () => {
    const max = 5_000_000;
    expectProblem(await service.deliver(project.webhook, 'push', 'x'.repeat(max + 1)), 'body_too_large');
    expectStatus(200, await service.deliver(project.webhook, 'push', 'x'.repeat(max)));
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

  it('leaves the store unchanged, byte for byte, but for when the first was refused', async () => {
    expectStatus(401, await service.deliver({ ...project.webhook, secret: 'guessed' }, 'push', pushTo('staging')));
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

  it.each(forgeries)('by %s is 401 with the one body that tells nothing', async (_what, forge) => {
    const reference = await post('/api/webhooks/github/nonsense', right(), body);

    const answer = await forge();

    expectProblem(answer, 'unauthenticated');
    const known = String(reference.json.requestId);
    expect(answer.text.replaceAll(String(answer.json.requestId), known)).toBe(reference.text);
  });
});

describe('the log', () => {
  const linesOf = async (deliver: () => Promise<Answer>): Promise<{ lines: readonly string[]; answer: Answer }> => {
    const before = service.logLines.length;
    const answer = await deliver();
    return { lines: service.logLines.slice(before).filter((line) => line.includes('delivery')), answer };
  };

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
