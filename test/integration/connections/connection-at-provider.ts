import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus, type TestService } from '#test/integration/test-service.ts';
import { clockStopped } from '../clock.ts';
import { Connection, repositoryIn } from './connection.ts';
import { deliverPush } from './deliver-push.ts';
import type { GitHost } from './git-host.ts';
import { type ProviderHost, renewed } from './provider-hosts.ts';

const dayMinutes = 24 * 60;
const events: Record<string, string[]> = {
  github: ['push', 'pull_request'],
  gitlab: ['push_events', 'tag_push_events', 'merge_requests_events'],
  bitbucket: ['repo:push', 'pullrequest:fulfilled'],
  gitea: ['push', 'pull_request', 'delete'],
};

/** What a connection promises with a credential, at each of these providers. @param started gives the service, which runs before the first test */
export const describeConnectionAt = (hosts: readonly ProviderHost[], started: () => TestService): void => {
  let service: TestService;
  beforeAll(() => {
    service = started();
  });

  describe.each(hosts)('with a credential of %s', (_name, start) => {
    let host: GitHost;
    let at: Connection;
    beforeAll(async () => {
      host = await start();
      at = new Connection(service, host);
    });
    afterAll(() => host.standIn.stop());
    beforeEach(async () => {
      await renewed(host, at);
    });
    // What a deployment's event sends to the provider must not fall into the next test.
    afterEach(() => service.settled());

    it('connect installs a key that can only read and one hook, and nothing is left to do', async () => {
      const project = await service.project();

      const made = repositoryIn(201, await at.connect(project));

      expect(made).toMatchObject({
        provider: host.provider,
        fullName: 'acme/odoo-custom',
        status: 'connected',
        statusReason: null,
        nextSteps: [],
        deployKey: { installed: 'automatic', readOnly: true, retiring: null },
        webhook: { installed: 'automatic', secret: null, generation: 1, events: events[host.provider] },
      });
      expect(host.standIn.keys()).toEqual([
        {
          title: `ocore ${made.deployKey.id}`,
          publicKey: expect.stringContaining(made.deployKey.publicKey.split(' ')[1] ?? ''),
          readOnly: true,
        },
      ]);
      await at.expectWhole(project);
      const shown = expectStatus(200, await service.api('GET', project.path));
      expect(shown.json.repository).toMatchObject({ status: 'connected' });
    });

    it('a push that is signed with the secret that the provider holds is deployed, before and after the hook moves', async () => {
      const project = await at.connected();
      await service.environment(project.path, { name: 'Staging', type: 'staging', branch: 'staging' });
      const old = await at.hook();
      expectStatus(202, await deliverPush(service, host, old));
      repositoryIn(200, await at.step(project, 'reconfigure-webhook'));

      expectStatus(202, await deliverPush(service, host, await at.hook()));
      expectStatus(202, await deliverPush(service, host, old));

      repositoryIn(200, await at.step(project, 'reconfigure-webhook', true));
      expectProblem(await deliverPush(service, host, old), 'unauthenticated');
      expectStatus(202, await deliverPush(service, host, await at.hook()));
      expectStatus(200, await at.disconnect(project));
      expectProblem(await deliverPush(service, host, old), 'unauthenticated');
    });

    it('the same call again changes nothing at the provider', async () => {
      const project = await at.connected();
      const before = { keys: host.standIn.keys(), hooks: host.standIn.hooks() };

      const again = repositoryIn(200, await at.connect(project));

      expect(again.webhook.secret).toBeNull();
      expect({ keys: host.standIn.keys(), hooks: host.standIn.hooks() }).toEqual(before);
    });

    it('regenerate-key adds the new key and keeps the old one while no SSH server proves it', async () => {
      const project = await at.connected();
      const old = await at.get(project);

      const after = repositoryIn(200, await at.step(project, 'regenerate-key'));

      expect(after.deployKey.fingerprint).not.toBe(old.deployKey.fingerprint);
      expect(after.deployKey).toMatchObject({ installed: 'automatic', lastVerifiedAt: null });
      expect(after.deployKey.retiring?.fingerprint).toBe(old.deployKey.fingerprint);
      expect(at.keyTitles()).toEqual([`ocore ${old.deployKey.id}`, `ocore ${after.deployKey.id}`]);
      await at.expectWhole(project);
    });

    it('a second regenerate-key replaces the key that was never proved', async () => {
      const project = await at.connected();
      const first = await at.get(project);
      repositoryIn(200, await at.step(project, 'regenerate-key'));

      const last = repositoryIn(200, await at.step(project, 'regenerate-key'));

      expect(at.keyTitles()).toEqual([`ocore ${first.deployKey.id}`, `ocore ${last.deployKey.id}`]);
      await at.expectWhole(project);
    });

    it('regenerate-key with revokeNow leaves the new key alone', async () => {
      const project = await at.connected();

      const after = repositoryIn(200, await at.step(project, 'regenerate-key', true));

      expect(after.deployKey.retiring).toBeNull();
      expect(at.keyTitles()).toEqual([`ocore ${after.deployKey.id}`]);
      await at.expectWhole(project);
    });

    it('reconfigure-webhook moves the hook to a new URL with a new secret', async () => {
      const project = await at.connected();
      const before = await at.hook();

      const sentAt = Date.now();
      const after = repositoryIn(200, await at.step(project, 'reconfigure-webhook'));
      const answeredAt = Date.now();

      const hook = await at.hook();
      expect(hook.url).toBe(after.webhook.url);
      expect(hook.url).not.toBe(before.url);
      expect(hook.secret).not.toBe(before.secret);
      expect(after.webhook).toMatchObject({ installed: 'automatic', generation: 2, secret: null });
      const until = Date.parse(after.webhook.previousGenerationUntil ?? '');
      expect(until).toBeGreaterThanOrEqual(sentAt + dayMinutes * 60_000);
      expect(until).toBeLessThanOrEqual(answeredAt + dayMinutes * 60_000);
      await at.expectWhole(project);
    });

    it('reconfigure-webhook with revokeNow ends the generation before', async () => {
      const project = await at.connected();

      const after = repositoryIn(200, await at.step(project, 'reconfigure-webhook', true));

      expect(after.webhook).toMatchObject({ generation: 2, previousGenerationUntil: null });
      await at.expectWhole(project);
    });

    it('disconnect removes hook and keys, and says so', async () => {
      const project = await at.connected();
      repositoryIn(200, await at.step(project, 'regenerate-key'));

      const ended = expectStatus(200, await at.disconnect(project));

      expect(ended.json.leftBehind).toEqual([]);
      expect(ended.json.removed).toEqual(expect.arrayContaining(['deploy key', 'webhook']));
      await at.expectNothing(project);
      expectProblem(await service.api('GET', `${project.path}/repository`), 'repository_not_connected');
    });

    it('deleting the project removes hook and keys', async () => {
      const project = await at.connected();
      repositoryIn(200, await at.step(project, 'regenerate-key'));
      expectStatus(204, await service.api('DELETE', project.path));

      await service.settled();

      await at.expectNothing(project);
    });

    it('it can be connected again right after it was disconnected', async () => {
      const project = await at.connected();
      const first = { ...(await at.get(project)), hook: await at.hook() };
      expectStatus(200, await at.disconnect(project));

      const again = repositoryIn(201, await at.connect(project));

      expect(again.deployKey.id).not.toBe(first.deployKey.id);
      expect(again.webhook.url).not.toBe(first.webhook.url);
      expect((await at.hook()).secret).not.toBe(first.hook.secret);
      await at.expectWhole(project);
    });

    it.each([
      ['rename', 'acme/renamed'],
      ['transfer', 'rival/odoo-custom'],
    ])('sync follows a %s', async (_what, fullName) => {
      const project = await at.connected();
      host.standIn.rename(fullName);

      const synced = repositoryIn(200, await service.api('POST', `${project.path}/repository/sync`));

      expect(synced).toMatchObject({ fullName, status: 'connected', httpsUrl: `${host.cloneBase}/${fullName}.git` });
      expect(synced.sshUrl).toMatch(new RegExp(`/${fullName}\\.git$`));
      expect(synced.deployKey.settingsUrl).toContain(fullName);
      expect(synced.lastSyncedAt).not.toBeNull();
      expectStatus(200, await at.disconnect(project));
      await at.expectNothing(project);
    });

    it('sync says that the repository is gone, and that it is back', async () => {
      const project = await at.connected();
      const before = { keys: host.standIn.keys(), hooks: host.standIn.hooks() };
      host.standIn.hide();

      const gone = repositoryIn(200, await service.api('POST', `${project.path}/repository/sync`));

      expect(gone.status).toBe('failing');
      expect(gone.statusReason).toMatch(/^repository_not_found: /);
      const shown = expectStatus(200, await service.api('GET', project.path));
      expect(shown.json.repository).toMatchObject({ status: 'failing' });
      expect({ keys: host.standIn.keys(), hooks: host.standIn.hooks() }).toEqual(before);
    });

    it('a rename that nobody has told stops neither a rotation nor the end', async () => {
      const project = await at.connected();
      host.standIn.rename('acme/renamed');

      repositoryIn(200, await at.step(project, 'regenerate-key', true));
      repositoryIn(200, await at.step(project, 'reconfigure-webhook'));

      expect(at.keyTitles()).toHaveLength(1);
      await at.hook();
      expectStatus(200, await at.disconnect(project));
      await at.expectNothing(project);
    });

    it('a rate limit is told with its time, and a repetition completes the connection', async () => {
      const project = await service.project();

      const limited = await clockStopped(() => {
        host.standIn.rateLimit(17);
        return at.connect(project);
      });

      expectProblem(limited, 'provider_rate_limited');
      expect(Number(limited.headers['retry-after'])).toBeGreaterThanOrEqual(16);
      expect(Number(limited.headers['retry-after'])).toBeLessThanOrEqual(18);
      expect((await at.get(project)).status).toBe('connecting');
      host.standIn.repair();
      repositoryIn(200, await at.connect(project));
      await at.expectWhole(project);
    });

    it.each([
      ['the repository', 0],
      ['the key', 2],
      ['the hook', 4],
    ])('an outage when it is asked for %s is told, and a repetition completes the connection', async (_what, after) => {
      const project = await service.project();
      host.standIn.break(503, after);

      const failed = await at.connect(project);

      expectProblem(failed, 'provider_failed');
      expect(failed.headers['retry-after']).toMatch(/^\d+$/);
      host.standIn.repair();
      repositoryIn(200, await at.connect(project));
      await at.expectWhole(project);
    });
  });
};
