import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { minutesLater } from '#test/integration/clock.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { Connection, type Project, repositoryIn } from './connection.ts';
import { type GitHost, giteaHost } from './git-host.ts';
import { providerHosts, renewed } from './provider-hosts.ts';
import { actionsOf, call, service, useBench } from './refused-for-good-bench.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));
// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

useBench();

describe.each(providerHosts)('with a credential of %s', (_name, start) => {
  let host: GitHost;
  let at: Connection;
  beforeAll(async () => {
    host = await start();
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(() => renewed(host, at));
  // What a deployment's event sends to the provider must not fall into the next test.
  afterEach(() => service.settled());
  /** No step runs and none is to be resumed. */
  const expectEnded = async (project: Project): Promise<void> => {
    const idle = { status: 'action_required', abandonedKeyIds: [], abandonedHookIds: [], intentAt: null };
    expect(await at.stored(project)).toMatchObject(idle);
  };

  it('a deploy key that is refused for good is left to a person, and the webhook is installed', async () => {
    const words = host.standIn.refuse('keys');
    const project = await service.project();

    const made = repositoryIn(201, await at.connect(project));

    expect(made).toMatchObject({ status: 'action_required', deployKey: { installed: 'manual' } });
    expect(made.statusReason).toContain(words);
    expect(actionsOf(made)).toEqual(['add_deploy_key']);
    expect(made.nextSteps[0]?.detail).toContain('regenerate-key');
    expect(at.keyTitles()).toEqual([]);
    expect((await at.hook()).url).toBe(made.webhook.url);
    await expectEnded(project);
  });

  it('a credential without the rights leaves both to a person, and says what it needs', async () => {
    await at.set('weak');
    const project = await service.project();

    const made = repositoryIn(201, await at.connect(project));

    expect(actionsOf(made)).toEqual(['add_deploy_key', 'add_webhook']);
    expect(made.statusReason).toMatch(host.standIn.traits.needs.keys);
    expect(made.statusReason).toMatch(host.standIn.traits.needs.hooks);
    expect([...at.keyTitles(), ...host.standIn.hooks()]).toEqual([]);
    await expectEnded(project);
  });

  it('afterwards every other call works', async () => {
    host.standIn.refuse('keys');
    host.standIn.refuse('hooks');
    const project = await service.project();
    repositoryIn(201, await at.connect(project));

    expectStatus(200, await call(project, 'validate'));
    expect(repositoryIn(200, await call(project, 'sync')).status).toBe('action_required');
    expect(
      repositoryIn(200, await service.api('PUT', `${project.path}/repository`, { body: { branch: 'next' } })),
    ).toMatchObject({
      branch: 'next',
    });
    expectProblem(await call(project, 'regenerate-key'), 'provider_failed');
  });

  it('as soon as the cause is gone, the provider installs both', async () => {
    host.standIn.refuse('keys');
    host.standIn.refuse('hooks');
    const project = await service.project();
    repositoryIn(201, await at.connect(project));
    host.standIn.repair();

    repositoryIn(200, await at.step(project, 'regenerate-key', true));
    const whole = repositoryIn(200, await at.step(project, 'reconfigure-webhook', true));

    expect(whole).toMatchObject({ status: 'connected', statusReason: null });
    await at.expectWhole(project);
  });

  it('a rotation of the webhook that is refused for good answers with the new secret and the reason', async () => {
    const project = await at.connected();
    const words = host.standIn.refuse('hooks');

    const moved = repositoryIn(200, await at.step(project, 'reconfigure-webhook'));

    expect(moved.webhook).toMatchObject({ generation: 2, secret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(moved.statusReason).toContain(words);
    expect(moved.statusReason).toContain(moved.webhook.settingsUrl);
    await expectEnded(project);
  });

  it('a new key that is refused for good changes nothing, and nothing holds the connection', async () => {
    const project = await at.connected();
    const before = await at.get(project);
    const words = host.standIn.refuse('keys');

    const refused = await at.step(project, 'regenerate-key');
    await minutesLater(2, () => at.tick());

    expect(refused.status, refused.text).toBeGreaterThanOrEqual(400);
    expect(refused.json.detail).toContain(words);
    expect((await at.get(project)).deployKey).toEqual(before.deployKey);
    await at.expectWhole(project);
  });
});

describe('what is refused for good', () => {
  let host: GitHost;
  let at: Connection;
  beforeAll(async () => {
    host = await giteaHost();
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(async () => {
    host.standIn.reset();
    await at.set('good');
  });

  it('to an interrupted connect, of which a key may be left, is told with the name of that key', async () => {
    const project = await service.project();
    host.standIn.break(503, 4);
    expectProblem(await at.connect(project), 'provider_failed');
    const [orphan = ''] = at.keyTitles();
    host.standIn.repair();
    await at.set('weak');

    await minutesLater(2, () => at.tick());

    const ended = await at.get(project);
    expect(orphan).toMatch(/^ocore dky_/);
    expect(ended.statusReason).toContain(`"${orphan}"`);
    expect(ended.statusReason).toContain(ended.deployKey.settingsUrl);
  });

  it('to the tick, to which the repository is hidden, ends in a state that says so', async () => {
    const project = await service.project();
    host.standIn.break(503, 0);
    expectProblem(await at.connect(project), 'provider_failed');
    host.standIn.repair();
    host.standIn.hide();

    await minutesLater(2, () => at.tick());

    const ended = await at.get(project);
    expect(actionsOf(ended)).toEqual(['add_deploy_key', 'add_webhook']);
    expect(ended.statusReason).toContain('shows no repository acme/odoo-custom');
    expect(ended.statusReason).toContain(`If ${ended.webhook.settingsUrl} shows one with the URL ${ended.webhook.url}`);
  });

  it('is what a provider does that fails for an hour', async () => {
    const project = await service.project();
    host.standIn.break(503);
    expectProblem(await at.connect(project), 'provider_failed');

    await minutesLater(30, () => at.tick());
    expect((await at.get(project)).status).toBe('connecting');
    await minutesLater(62, () => at.tick());

    const ended = await at.get(project);
    expect(actionsOf(ended)).toEqual(['add_deploy_key', 'add_webhook']);
    expect(ended.statusReason).toContain('it answered 503');
  });

  it('is a rotation too, of which the provider fails for an hour', async () => {
    const project = await at.connected();
    host.standIn.break(503);
    expectProblem(await at.step(project, 'reconfigure-webhook'), 'provider_failed');

    await minutesLater(30, () => at.tick());
    expect((await at.stored(project))?.abandonedHookIds).not.toEqual([]);
    await minutesLater(62, () => at.tick());

    expect(await at.stored(project)).toMatchObject({ abandonedHookIds: [], intentAt: null });
    expect(actionsOf(await at.get(project))).toEqual(['add_webhook']);
  });

  it('does not hold the default branch while an old key waits for its removal', async () => {
    const project = await at.connected();
    host.standIn.break(503, 2);
    expectProblem(await at.step(project, 'regenerate-key'), 'provider_failed');

    const changed = await service.api('PUT', `${project.path}/repository`, { body: { branch: 'next' } });
    host.standIn.repair();
    await minutesLater(2, () => at.tick());

    expect(repositoryIn(200, changed).branch).toBe('next');
    await at.expectWhole(project);
  });
});
