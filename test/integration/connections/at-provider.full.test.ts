import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { minutesLater } from '#test/integration/clock.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { Connection, type Project, repositoryIn } from './connection.ts';
import { describeConnectionAt } from './connection-at-provider.ts';
import { deliverPush } from './deliver-push.ts';
import { type GitHost, giteaHost, gitlabHost } from './git-host.ts';
import { providerHosts } from './provider-hosts.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));

// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

describeConnectionAt(providerHosts, () => service);

const foreignKey = { title: 'laptop', publicKey: `ssh-ed25519 ${'A'.repeat(68)}` };

describe('whatever the provider', () => {
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

  it('what other people have at the repository stays as it is, over a whole life', async () => {
    host.standIn.addKey(foreignKey, 'here');
    host.standIn.addHook({ url: 'https://ci.acme.example/hook', secret: 'theirs', active: true });
    const before = { keys: host.standIn.keys(), hooks: host.standIn.hooks() };
    const project = await at.connected();
    repositoryIn(200, await at.step(project, 'regenerate-key', true));
    repositoryIn(200, await at.step(project, 'reconfigure-webhook', true));

    expectStatus(200, await at.disconnect(project));

    expect({ keys: host.standIn.keys(), hooks: host.standIn.hooks() }).toEqual(before);
  });

  it('a clone shares nothing with its origin', async () => {
    const project = await at.connected();
    const before = { keys: host.standIn.keys(), hooks: host.standIn.hooks() };

    const clone = expectStatus(201, await service.api('POST', `${project.path}/clone`));
    const copy: Project = { id: String(clone.json.id), path: `/api/projects/${clone.json.id}` };

    expect(clone.json.repository).toBeNull();
    expect(at.secrets(copy)).toEqual([]);
    expectStatus(204, await service.api('DELETE', copy.path));
    await service.settled();
    expect({ keys: host.standIn.keys(), hooks: host.standIn.hooks() }).toEqual(before);
    await at.expectWhole(project);
  });

  it('two projects of one repository have keys and hooks of their own', async () => {
    const one = await at.connected();
    const hook = await at.hook();
    const other = await service.project();
    repositoryIn(201, await at.connect(other));
    expect(at.keyTitles()).toHaveLength(2);
    expect(host.standIn.hooks()).toHaveLength(2);

    expectStatus(200, await at.disconnect(other));

    expect(await at.hook()).toEqual(hook);
    await at.expectWhole(one);
  });

  it('a repository that the credential does not see is refused, and nothing of the connection stays', async () => {
    host.standIn.hide();
    const project = await service.project();

    const refused = await at.connect(project);

    const problem = expectProblem(refused, 'provider_credential_rejected');
    expect(problem.detail).toContain('acme/odoo-custom');
    await at.expectNothing(project);
  });

  it('a connection that failed in passing can be given up without a trace', async () => {
    const project = await service.project();
    host.standIn.break('lose', 3);
    expectProblem(await at.connect(project), 'provider_failed');
    host.standIn.repair();

    const ended = expectStatus(200, await at.disconnect(project));

    expect(ended.json.leftBehind).toEqual([]);
    await at.expectNothing(project);
  });

  it('disconnect during an outage ends the connection and says what is left and where', async () => {
    const project = await at.connected();
    const { deployKey, webhook } = await at.get(project);
    host.standIn.break('drop');

    const ended = expectStatus(200, await at.disconnect(project));

    expect(ended.json.leftBehind).toEqual([
      { what: 'deploy key', why: expect.any(String), where: deployKey.settingsUrl },
      { what: 'webhook', why: expect.any(String), where: webhook.settingsUrl },
    ]);
    expect(ended.json.removed).not.toContain('deploy key');
    expect(ended.json.removed).not.toContain('webhook');
    expect(await at.stored(project)).toBeUndefined();
    expect(at.secrets(project)).toEqual([]);
  });

  it('without a credential the answer tells what to paste', async () => {
    await at.set(null);
    const project = await service.project();
    const asked = host.standIn.requests().length;

    const made = repositoryIn(201, await at.connect(project));

    expect(made).toMatchObject({ status: 'action_required', deployKey: { installed: 'manual' } });
    expect(made.webhook).toMatchObject({ installed: 'manual', secret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(made.nextSteps.map((step) => step.action)).toEqual(['add_deploy_key', 'add_webhook']);
    expect(host.standIn.requests()).toHaveLength(asked);
    const ended = expectStatus(200, await at.disconnect(project));
    expect((ended.json.leftBehind as { what: string }[]).map((one) => one.what)).toEqual(['deploy key', 'webhook']);
  });

  it('where the credential is removed in the middle, the next hook and key are to be pasted', async () => {
    const project = await at.connected();
    await at.set(null);

    const moved = repositoryIn(200, await at.step(project, 'reconfigure-webhook'));
    const rotated = repositoryIn(200, await at.step(project, 'regenerate-key'));

    expect(moved.webhook).toMatchObject({ installed: 'manual', secret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(rotated.status).toBe('action_required');
    expect(rotated.nextSteps.map((step) => step.action)).toEqual(['add_deploy_key', 'add_webhook']);
    expectProblem(await service.api('POST', `${project.path}/repository/sync`), 'provider_credential_missing');
    const ended = expectStatus(200, await at.disconnect(project));
    expect((ended.json.leftBehind as { what: string }[]).map((one) => one.what)).toEqual([
      'deploy key',
      'old deploy key',
      'webhook',
    ]);
  });

  it('where the credential is removed while a connection is half made, the tick leaves it to a person', async () => {
    const project = await service.project();
    host.standIn.break(503, 2);
    expectProblem(await at.connect(project), 'provider_failed');
    host.standIn.repair();
    await at.set(null);

    const made = repositoryIn(200, await minutesLater(2, () => at.connect(project)));

    expect(made.status).toBe('action_required');
    expect(made.nextSteps.map((step) => step.action)).toEqual(['add_deploy_key', 'add_webhook']);
    expect(at.secrets(project)).toHaveLength(1);
  });

  it('a rotation that the provider refuses leaves its predecessor in force for a day', async () => {
    const project = await at.connected();
    await at.set('weak');

    const left = repositoryIn(200, await at.step(project, 'reconfigure-webhook'));

    expect(left.nextSteps.map((step) => step.action)).toEqual(['add_webhook']);
    expect(left.webhook.previousGenerationUntil).not.toBeNull();
  });

  it('a rotation that the provider refuses keeps no grace where it was to end the old hook at once', async () => {
    const project = await at.connected();
    await at.set('weak');

    const left = repositoryIn(200, await at.step(project, 'reconfigure-webhook', true));

    expect(left.webhook).toMatchObject({ generation: 2, previousGenerationUntil: null });
  });

  it('a rotation that was cut short ends the old hook at once where its repetition asks for that', async () => {
    const project = await at.connected();
    host.standIn.break(503);
    expectProblem(await at.step(project, 'reconfigure-webhook'), 'provider_failed');
    host.standIn.repair();

    const after = repositoryIn(200, await at.step(project, 'reconfigure-webhook', true));

    expect(after.webhook.previousGenerationUntil).toBeNull();
    await at.expectWhole(project);
  });

  it('regenerate-key that the provider refuses leaves no key and no secret once the tick has come', async () => {
    const project = await at.connected();
    const before = await at.get(project);
    await at.set('weak');

    expectProblem(await at.step(project, 'regenerate-key'), 'provider_credential_rejected');

    await at.set('good');
    await minutesLater(2, () => at.tick());
    expect((await at.get(project)).deployKey).toEqual(before.deployKey);
    await at.expectWhole(project);
  });

  /** Connected without a credential: a person has pasted the key under a title of their own. */
  const pasted = async (): Promise<Project> => {
    await at.set(null);
    const project = await service.project();
    const { deployKey } = repositoryIn(201, await at.connect(project));
    host.standIn.addKey({ title: 'for oCore, by Mona', publicKey: deployKey.publicKey }, 'here');
    await at.set('good');
    return project;
  };

  it('a compromised key that a person has pasted ends at the provider too', async () => {
    const project = await pasted();

    const after = repositoryIn(200, await at.step(project, 'regenerate-key', true));

    expect(host.standIn.keys().map((key) => key.title)).toEqual([`ocore ${after.deployKey.id}`]);
  });

  it('disconnect removes a pasted key that retires', async () => {
    const project = await pasted();
    repositoryIn(200, await at.step(project, 'regenerate-key'));
    expect(host.standIn.keys()).toHaveLength(2);

    expectStatus(200, await at.disconnect(project));

    expect(host.standIn.keys()).toEqual([]);
  });

  it('disconnect ends a connection whose version of the root key is gone', async () => {
    const project = await at.connected();
    const stored = await at.stored(project);
    await new TableContents(service).put([{ ...stored, rootKeyVersion: 9 }]);

    const ended = expectStatus(200, await at.disconnect(project));

    expect(ended.json.leftBehind).toEqual([]);
    await at.expectNothing(project);
  });
});

describe('with a credential of a GitLab that does not sign', () => {
  let host: GitHost;
  let at: Connection;
  beforeAll(async () => {
    host = await gitlabHost('19 without signing');
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(async () => {
    host.standIn.reset();
    await at.set('good');
  });

  it('connect, reconfigure-webhook and disconnect work with the plain token', async () => {
    const project = await at.connected();
    expect((await at.hook()).proof).toBe('plain-token');
    await at.expectWhole(project);

    repositoryIn(200, await at.step(project, 'reconfigure-webhook'));

    expect((await at.hook()).proof).toBe('plain-token');
    expectStatus(200, await deliverPush(service, host, await at.hook()));
    await at.expectWhole(project);
    expectStatus(200, await at.disconnect(project));
    await at.expectNothing(project);
  });
});
