import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Disconnected, type Repository } from '#shared/contract/repository.ts';
import { realRepository } from '#test/fixtures/github.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  actions,
  connect,
  connected,
  get,
  hookOf,
  ping,
  reconfigure,
  regenerate,
  Shape,
  secretIds,
  service,
  time,
  useBench,
} from './repository-bench.ts';

useBench();

describe('connecting a repository', () => {
  it('answers 201 exactly as the design shows it, with what to paste and where', async () => {
    const { id, path } = await service.project();

    const answer = expectStatus(201, await connect(path, { repositoryUrl: 'git@github.com:acme/odoo-custom.git' }));

    expect(Shape.parse(answer.json)).toEqual({
      provider: 'github',
      repositoryUrl: 'git@github.com:acme/odoo-custom.git',
      fullName: 'acme/odoo-custom',
      httpsUrl: 'https://github.com/acme/odoo-custom.git',
      sshUrl: 'ssh://git@github.com/acme/odoo-custom.git',
      branch: 'main',
      status: 'action_required',
      statusReason: "Add the deploy key and the webhook in the repository's settings.",
      deployKey: {
        id: expect.stringMatching(/^dky_[0-9A-HJKMNP-TV-Z]{26}$/),
        algorithm: 'ed25519',
        publicKey: expect.stringMatching(new RegExp(`^ssh-ed25519 [A-Za-z0-9+/]{68} ocore ${id}$`)),
        fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
        readOnly: true,
        installed: 'manual',
        settingsUrl: 'https://github.com/acme/odoo-custom/settings/keys',
        createdAt: expect.stringMatching(time),
        lastVerifiedAt: null,
        retiring: null,
      },
      webhook: {
        url: expect.stringMatching(new RegExp(`^${service.local.url}/api/webhooks/github/[\\w-]{98}$`)),
        events: ['push', 'pull_request'],
        contentType: 'application/json',
        installed: 'manual',
        settingsUrl: 'https://github.com/acme/odoo-custom/settings/hooks',
        generation: 1,
        previousGenerationUntil: null,
        lastDeliveryAt: null,
        secret: expect.stringMatching(/^[\w-]{43}$/),
      },
      nextSteps: [
        {
          action: 'add_deploy_key',
          detail: expect.stringContaining('https://github.com/acme/odoo-custom/settings/keys'),
        },
        {
          action: 'add_webhook',
          detail: expect.stringMatching(
            /^github\.com cannot reach http:\/\/127\..+ --public-url .+https:\/\/github\.com\/acme\/odoo-custom\/settings\/hooks/,
          ),
        },
      ],
      connectedAt: expect.stringMatching(time),
      lastSyncedAt: null,
      lastComparison: null,
      lastValidation: null,
      lastRejectedAt: null,
    });
    expect(answer.headers.location).toBe(`${path}/repository`);
    expect(answer.headers.etag).toMatch(/^"\d+\.[\w-]+"$/);
  });

  it.each([
    ['gitlab', 'git@gitlab.com:acme/odoo.git', ['push_events', 'tag_push_events', 'merge_requests_events']],
    ['bitbucket', 'git@bitbucket.org:acme/odoo.git', ['repo:push', 'pullrequest:fulfilled']],
  ])('names the events as %s does', async (_provider, repositoryUrl, events) => {
    const { path } = await service.project();
    const made = Shape.parse(expectStatus(201, await connect(path, { repositoryUrl })).json);
    expect(made.webhook.events).toEqual(events);
  });

  it('answers 200 with the same key, hook and secret where the same call is repeated', async () => {
    const { id, path, first } = await connected();

    const again = Shape.parse(expectStatus(200, await connect(path, { repositoryUrl: realRepository.sshUrl })).json);

    expect(again).toEqual(first);
    expect(secretIds(id)).toEqual([first.deployKey.id]);
  });

  it.each([
    ['not a url', 'repository_url_invalid'],
    ['ftp://github.com/acme/odoo.git', 'repository_url_invalid'],
    ['https://user:secret@github.com/acme/odoo.git', 'repository_url_invalid'],
    ['https://github.com/acme', 'repository_url_invalid'],
    ['https://github.com/acme/../odoo', 'repository_url_invalid'],
    ['ext::sh -c id', 'repository_url_invalid'],
    ['https://github.com/acme/odoo.git?x=1', 'repository_url_invalid'],
    ['ssh://git@github.com:2222/acme/odoo.git', 'repository_url_invalid'],
    ['git@github.example.com:acme/odoo.git', 'repository_host_not_allowed'],
    ['https://169.254.169.254/acme/odoo.git', 'repository_host_not_allowed'],
    ['https://github.com.evil.example/acme/odoo.git', 'repository_host_not_allowed'],
  ] as const)('refuses %s at its pointer, with the next step', async (repositoryUrl, code) => {
    const { path } = await service.project();

    const problem = expectProblem(await connect(path, { repositoryUrl }), code, ['#/repositoryUrl']);

    expect(problem.detail.length).toBeGreaterThan(40);
    expectProblem(await service.api('GET', `${path}/repository`), 'repository_not_connected');
  });
});

describe('a project without a repository', () => {
  it.each([
    ['GET', '', undefined],
    ['PUT', '', { branch: 'main' }],
    ['PUT', '', {}],
    ['DELETE', '', undefined],
    ['POST', '/regenerate-key', {}],
    ['POST', '/reconfigure-webhook', {}],
  ])('answers repository_not_connected to %s /repository%s', async (method, rest, body) => {
    const { path } = await service.project();
    expectProblem(await service.api(method, `${path}/repository${rest}`, { body }), 'repository_not_connected');
  });
});

describe('reading a repository', () => {
  it('never shows the webhook secret, and is else what connect answered', async () => {
    const { path, first } = await connected();
    const answer = await service.api('GET', `${path}/repository`);
    expect(answer.json).toEqual({ ...first, webhook: { ...first.webhook, secret: null } });
    expect(answer.text).not.toContain(hookOf(first).secret);
  });
});

describe('changing the default branch', () => {
  it('answers the repository with the branch, in the project too, and without the secret', async () => {
    const { path, first } = await connected();

    const answer = await service.api('PUT', `${path}/repository`, { body: { branch: '18.0' } });

    const changed = Shape.parse(expectStatus(200, answer).json);
    expect(changed).toEqual({ ...first, branch: '18.0', webhook: { ...first.webhook, secret: null } });
    expect(await get(path)).toEqual(changed);
    expect((await service.api('GET', path)).json.repository).toMatchObject({ branch: '18.0' });
  });
});

describe('regenerating the deploy key', () => {
  it('shows the old key as retiring while both work', async () => {
    const { id, path, first } = await connected();

    const rotated = await regenerate(path);

    expect(rotated.deployKey.id).not.toBe(first.deployKey.id);
    expect(rotated.deployKey.publicKey).not.toBe(first.deployKey.publicKey);
    expect(rotated.deployKey.lastVerifiedAt).toBeNull();
    expect(rotated.deployKey.retiring).toEqual({
      fingerprint: first.deployKey.fingerprint,
      since: expect.stringMatching(time),
    });
    expect(rotated.webhook).toEqual({ ...first.webhook, secret: null });
    expect(rotated.status).toBe('action_required');
    expect(actions(rotated)).toContain('add_deploy_key');
    expect(secretIds(id)).toEqual([first.deployKey.id, rotated.deployKey.id].sort());
    expect(await get(path)).toEqual(rotated);
  });
});

describe('reconfiguring the webhook', () => {
  const dayMs = 86_400_000;

  it('makes the next generation with a new URL and a new secret, and keeps the old one for 24 hours', async () => {
    const { path, first } = await connected();
    const before = Date.now();

    const next = await reconfigure(path);

    expect(next.webhook.generation).toBe(2);
    expect(next.webhook.url).not.toBe(first.webhook.url);
    expect(next.webhook.secret).toMatch(/^[\w-]{43}$/);
    expect(next.webhook.secret).not.toBe(first.webhook.secret);
    const until = Date.parse(String((next as Repository).webhook.previousGenerationUntil));
    expect(until).toBeGreaterThanOrEqual(before + dayMs);
    expect(until).toBeLessThanOrEqual(Date.now() + dayMs);
    expect(next.deployKey).toEqual(first.deployKey);
    expect(await get(path)).toEqual({ ...next, webhook: { ...next.webhook, secret: null } });
  });

  it('lets both generations deliver within the 24 hours, and only the new one after them', async () => {
    const { path, first } = await connected();
    const next = await reconfigure(path);

    expectStatus(200, await ping(hookOf(first)));
    expectStatus(200, await ping(next.webhook));
    const minutes = 24 * 60;
    expectStatus(200, await minutesLater(minutes - 1, () => ping(hookOf(first))));
    expectProblem(await minutesLater(minutes + 1, () => ping(hookOf(first))), 'unauthenticated');
    expectStatus(200, await minutesLater(minutes + 1, () => ping(next.webhook)));
  });
});

describe('what is still to do', () => {
  it('is both at first, and no longer the webhook after the first authentic delivery', async () => {
    const { path, first } = await connected();
    expect(actions(await get(path))).toEqual(['add_deploy_key', 'add_webhook']);

    expectStatus(200, await ping(hookOf(first)));

    const after = await get(path);
    expect(actions(after)).toEqual(['add_deploy_key']);
    expect(after.webhook.lastDeliveryAt).toMatch(time);
  });
});

describe('disconnecting', () => {
  it('says item by item what is removed, what is left behind, why and where', async () => {
    const { id, path } = await connected();

    const report = z
      .strictObject(Disconnected.shape)
      .parse(expectStatus(200, await service.api('DELETE', `${path}/repository`)).json);

    expect(report.removed).toEqual(['private half of the deploy key']);
    expect(report.leftBehind.map(({ what, where }) => [what, where])).toEqual([
      ['deploy key', 'https://github.com/Codertocat/Hello-World/settings/keys'],
      ['webhook', 'https://github.com/Codertocat/Hello-World/settings/hooks'],
    ]);
    for (const { why } of report.leftBehind) expect(why).toContain('GitHub');
    expect(secretIds(id)).toEqual([]);
    expectProblem(await service.api('GET', `${path}/repository`), 'repository_not_connected');
    expect((await service.api('GET', path)).json.repository).toBeNull();
  });

  it('spends the connection: its hook is refused for good, also after the same repository is connected again', async () => {
    const { path, first } = await connected();
    expectStatus(200, await service.api('DELETE', `${path}/repository`));
    expectProblem(await ping(hookOf(first)), 'unauthenticated');

    const second = Shape.parse(expectStatus(201, await connect(path, { repositoryUrl: realRepository.sshUrl })).json);

    expect(second.webhook.url).not.toBe(first.webhook.url);
    expect(second.webhook.secret).not.toBe(first.webhook.secret);
    expect(second.deployKey.id).not.toBe(first.deployKey.id);
    expectProblem(await ping(hookOf(first)), 'unauthenticated');
    expectStatus(200, await ping(hookOf(second)));
  });
});
