import { describe, expect, it, vi } from 'vitest';
import type { Answer } from '#test/call.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { outbound } from './outbound.ts';
import {
  afterTick,
  at,
  deployable,
  deployed,
  host,
  push,
  pushingDuring,
  service,
  useBench,
} from './pushes-while-moving-bench.ts';
import { newCommit, pingOfOurs, pushOf } from './real-push.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));

useBench();

describe('the hook that connect has installed', () => {
  it('may ping before connect has ended', async () => {
    const project = await service.project();
    const pings: Answer[] = [];

    const made = await outbound.during(
      async (what, send) => {
        const answer = await send();
        if (what.startsWith('POST') && what.endsWith('/hooks')) {
          for (const hook of host.standIn.hooks()) pings.push(await service.deliver(hook, 'ping', pingOfOurs()));
        }
        return answer;
      },
      () => at.connect(project),
    );

    expect(pings.map((ping) => ping.status)).toEqual([200]);
    expect(repositoryIn(201, made)).toMatchObject({ status: 'connected', nextSteps: [] });
    await at.expectWhole(await afterTick(project));
  });

  it('is pushed to by another repository in vain', async () => {
    await deployable();
    const foreign = pushOf('staging');
    Object.assign(foreign, { repository: { ...(foreign.repository as object), id: 7, full_name: 'rival/odoo' } });

    const answer = expectStatus(200, await service.deliver(await at.hook(), 'push', foreign));

    expect(answer.json.decision).toBe('ignore');
  });

  it('is followed under its new name after a rename', async () => {
    const project = await deployable();
    host.standIn.rename('acme/renamed');
    const renamed = pushOf('staging');
    Object.assign(renamed, { repository: { ...(renamed.repository as object), full_name: 'acme/renamed' } });

    expectStatus(202, await service.deliver(await at.hook(), 'push', renamed));

    repositoryIn(200, await service.api('POST', `${project.path}/repository/sync`));
    expectStatus(202, await push(await at.hook()));
  });
});

describe('while the hook moves', () => {
  it.each([false, true])(
    'nothing is lost either where the provider fails in between (revokeNow: %s)',
    async (revokeNow) => {
      const project = await deployable();

      const first = await pushingDuring(
        () => at.step(project, 'reconfigure-webhook', revokeNow),
        (request) => request === 4,
      );
      expectProblem(first.result, 'provider_failed');
      const second = await pushingDuring(() => at.step(project, 'reconfigure-webhook', revokeNow));

      repositoryIn(200, second.result);
      for (const answer of [...first.answers, ...second.answers]) {
        expect([200, 202], answer.text).toContain(answer.status);
      }
      const commits = [...first.commits, ...second.commits];
      expect(await deployed(project)).toEqual(new Map(commits.map((commit) => [commit, 1])));
      await at.expectWhole(await afterTick(project));
    },
  );

  it('one push that comes by the old hook and by the new is deployed once', async () => {
    const project = await deployable();
    const old = await at.hook();
    repositoryIn(200, await at.step(project, 'reconfigure-webhook'));
    const commit = newCommit();
    const payload = pushOf('staging', commit);

    const statuses = [];
    for (const target of [await at.hook(), old]) statuses.push((await service.deliver(target, 'push', payload)).status);

    expect(statuses).toEqual([202, 200]);
    expect(await deployed(project)).toEqual(new Map([[commit, 1]]));
  });
});

describe('after the hook has moved', () => {
  it('the old secret does not open the new URL, nor the new secret the old URL', async () => {
    const project = await deployable();
    const old = await at.hook();
    repositoryIn(200, await at.step(project, 'reconfigure-webhook'));
    const { url, secret } = await at.hook();

    expectProblem(await push({ url, secret: old.secret }), 'unauthenticated');
    expectProblem(await push({ url: old.url, secret }), 'unauthenticated');
  });

  it('a second move ends the grace of the hook before the last', async () => {
    const project = await deployable();
    const first = await at.hook();
    repositoryIn(200, await at.step(project, 'reconfigure-webhook'));
    const second = await at.hook();
    repositoryIn(200, await at.step(project, 'reconfigure-webhook'));

    expectProblem(await push(first), 'unauthenticated');
    expectStatus(202, await push(second));
    expectStatus(202, await push(await at.hook()));
  });

  it('a disconnected hook is refused for good, also when the repository is connected again', async () => {
    const project = await deployable();
    const old = await at.hook();
    expectStatus(200, await at.disconnect(project));
    expectProblem(await push(old), 'unauthenticated');

    repositoryIn(201, await at.connect(project));

    expectProblem(await push(old), 'unauthenticated');
    expectStatus(202, await push(await at.hook()));
  });
});

describe('what only GitHub has', () => {
  it('deploy keys that a policy of the organisation keeps disabled are told, and none is left at GitHub', async () => {
    host.standIn.own.allowsKeys = false;
    const project = await service.project();

    const made = repositoryIn(201, await at.connect(project));

    expect(made.statusReason).toContain('/organizations/acme/settings/deploy_keys');
    expect(made.nextSteps.map(({ action }) => action)).toEqual(['add_deploy_key']);
    expect(at.keyTitles()).toEqual([]);
  });

  it('an archived repository takes neither key nor webhook, and says so', async () => {
    host.standIn.own.isArchived = true;
    const project = await service.project();

    const made = repositoryIn(201, await at.connect(project));

    expect(made.statusReason).toContain('unarchive it at GitHub');
    expect(made.nextSteps.map(({ action }) => action)).toEqual(['add_deploy_key', 'add_webhook']);
  });
});
