import { describe, expect, it } from 'vitest';
import { examplesOf } from '#test/fixtures/github.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { githubPush, type Json, type Kind, kinds, Pushed, service, useBench } from './renames-bench.ts';

useBench();

describe.each(Object.entries(kinds))('a delivery of %s under a new name', (provider, kind) => {
  const renamed = `${kind.owner}/renamed`;

  it('leaves one audit record, made by the webhook', async () => {
    const project = await Pushed.of(kind);

    const answer = expectStatus(202, await project.push({ name: renamed }));
    await project.push({ name: renamed });

    expect(await project.audits()).toEqual([
      expect.objectContaining({
        actor: { id: provider, kind: 'webhook', name: provider },
        requestId: answer.json.deliveryId,
        sourceIp: null,
        changes: expect.objectContaining({ fullName: { from: `${kind.owner}/odoo-custom`, to: renamed } }),
      }),
    ]);
  });

  it('with a name that the provider cannot have changes no address', async () => {
    const project = await Pushed.of(kind);
    const before = await project.shown();

    for (const name of ['../../etc/passwd', 'acme/-oProxyCommand=x y', 'acme', 'https://evil.example/acme/x']) {
      expectStatus(202, await project.push({ name }));
    }

    expect(await project.shown()).toEqual(before);
  });

  it('that is not authentic changes nothing', async () => {
    const project = await Pushed.of(kind);
    const before = await project.shown();

    const answer = await project.send(kind.push({ name: renamed }, 99), {}, 'another-secret');

    expect(answer.status).toBe(401);
    expect(await project.shown()).toEqual(before);
  });

  it('of a repository that was made anew under the old name is told as that', async () => {
    const project = await Pushed.of(kind);

    const answer = expectStatus(200, await project.push({ id: 4711, name: `${kind.owner}/odoo-custom` }));

    expect(answer.json).toMatchObject({ decision: 'ignore', reason: expect.stringContaining('Disconnect') });
    const repository = await project.repository();
    expect(repository).toMatchObject({ status: 'failing', nextSteps: [{ action: 'reconnect' }] });
    expect(repository.statusReason).toMatch(/^repository_replaced: .*4711.*Disconnect the repository and connect it/);
    expect(await project.audits()).toHaveLength(1);
  });

  it('of the connected repository ends that', async () => {
    const project = await Pushed.of(kind);
    expectStatus(200, await project.push({ id: 4711, name: `${kind.owner}/odoo-custom` }));

    expectStatus(202, await project.push({ name: renamed }));

    expect(await project.repository()).toMatchObject({ fullName: renamed, status: 'action_required' });
  });
});

describe('what a delivery reports', () => {
  const kind = kinds.github as Kind;

  it('is taken up once: the same delivery again changes nothing back', async () => {
    const project = await Pushed.of(kind);
    const first = githubPush({ name: 'acme/first' }, 50);
    expectStatus(202, await project.send(first));
    expectStatus(202, await project.send(githubPush({ name: 'acme/second' }, 51)));

    expect(expectStatus(200, await project.send(first)).json).toMatchObject({ replayed: true });

    expect(await project.shown()).toMatchObject({ fullName: 'acme/second' });
  });

  it('of two renames is the later one, in whichever order they arrive', async () => {
    const project = await Pushed.of(kind);
    const [first, second] = [
      { name: 'acme/first', at: '2026-11-24T10:00:00Z' },
      { name: 'acme/second', at: '2026-11-24T10:05:00Z' },
    ];

    await project.push(second);
    await project.push(first);

    expect(await project.shown()).toMatchObject({ fullName: 'acme/second' });
    expect(await project.audits()).toHaveLength(1);
  });

  it.each([
    ['renamed', 9],
    ['transferred', 10],
  ])('by a repository event that says "%s" is taken up', async (_action, example) => {
    const project = await Pushed.of(kind);
    const event = examplesOf('repository')[example] ?? {};
    const repository = { ...(event.repository as Json), id: 186853002, updated_at: '2026-11-24T10:00:00Z' };

    const answer = await project.send({ ...event, repository }, { 'x-github-event': 'repository' });

    expect(answer.status, answer.text).toBe(200);
    expect(await project.shown()).toMatchObject({
      fullName: 'Octocoders/Hello-World',
      sshUrl: 'ssh://git@github.com/Octocoders/Hello-World.git',
    });
  });

  it('never moves the repository to another host', async () => {
    const project = await Pushed.of(kind);
    const push = githubPush({ name: 'acme/renamed' }, 60);
    const elsewhere = {
      clone_url: 'https://evil.example/acme/renamed.git',
      ssh_url: 'git@evil.example:acme/renamed.git',
    };

    await project.send({ ...push, repository: { ...(push.repository as Json), ...elsewhere } });

    expect(await project.shown()).toMatchObject({
      httpsUrl: 'https://github.com/acme/renamed.git',
      sshUrl: 'ssh://git@github.com/acme/renamed.git',
    });
  });

  it('is not taken from a delivery that somebody runs again', async () => {
    const project = await Pushed.of(kind);
    const old = expectStatus(202, await project.push({ name: 'acme/first' }));
    expectStatus(202, await project.push({ name: 'acme/second' }));

    const id = String(old.json.deliveryId);
    const again = await service.api('POST', `${project.path}/deliveries/${id}/redeliver`);

    expect(again.status, again.text).toBeLessThan(300);
    expect(await project.shown()).toMatchObject({ fullName: 'acme/second' });
  });
});
