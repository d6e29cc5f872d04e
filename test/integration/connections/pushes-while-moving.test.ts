import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallFailed } from '#shared/network/guarded-fetch.ts';
import type { Answer } from '#test/call.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import type { GithubStandIn } from '../providers/github-stand-in.ts';
import type { SeenHook } from '../providers/provider-stand-in.ts';
import { Connection, type Project, repositoryIn } from './connection.ts';
import { type GitHost, githubHost } from './git-host.ts';
import { outbound } from './outbound.ts';
import { newCommit, pingOfOurs, pushOf } from './real-push.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));

let service: TestService;
let host: GitHost<GithubStandIn>;
let at: Connection;
beforeAll(async () => {
  service = await TestService.start();
  // What a deployment's event sends to the provider comes at a time that no test has chosen.
  await service.local.stream.stop();
  host = await githubHost();
  at = new Connection(service, host);
});
afterAll(async () => {
  await host.standIn.stop();
  await service.stop();
});
beforeEach(async () => {
  host.standIn.reset();
  await at.set('good');
});

type Target = Pick<SeenHook, 'url' | 'secret'>;
const push = (target: Target, commit = newCommit()): Promise<Answer> =>
  service.deliver(target, 'push', pushOf('staging', commit));

const deployable = async (): Promise<Project> => {
  const project = await at.connected();
  await service.environment(project.path, { name: 'Staging', type: 'staging', branch: 'staging' });
  return project;
};

/** How often each commit was deployed. */
const deployed = async (project: Project): Promise<Map<string, number>> => {
  const listed = expectStatus(200, await service.api('GET', `${project.path}/deployments?limit=100`));
  const counts = new Map<string, number>();
  for (const { commitSha } of listed.json.deployments as { commitSha: string }[]) {
    counts.set(commitSha, (counts.get(commitSha) ?? 0) + 1);
  }
  return counts;
};

/** Pushes at every request of a step, before and after it, to each hook that GitHub has at that moment. */
const pushingDuring = async (
  work: () => Promise<Answer>,
  fails = (_request: number): boolean => false,
): Promise<{ commits: string[]; answers: Answer[]; result: Answer }> => {
  const commits: string[] = [];
  const answers: Answer[] = [];
  const pushEverywhere = async (): Promise<void> => {
    const commit = newCommit();
    const payload = pushOf('staging', commit);
    const hooks = host.standIn.hooks();
    expect(hooks).not.toEqual([]);
    commits.push(commit);
    for (const hook of hooks) answers.push(await service.deliver(hook, 'push', payload));
  };
  let requests = 0;
  const result = await outbound.during(async (_what, send) => {
    requests += 1;
    await pushEverywhere();
    const answer = await send();
    if (fails(requests)) throw new CallFailed('The answer was lost.');
    await pushEverywhere();
    return answer;
  }, work);
  await pushEverywhere();
  return { commits, answers, result };
};

describe('the hook that connect has installed', () => {
  it('delivers pushes that are deployed', async () => {
    const project = await deployable();
    const commit = newCommit();

    const answer = await push(await at.hook(), commit);

    expectStatus(202, answer);
    expect(await deployed(project)).toEqual(new Map([[commit, 1]]));
    expect((await at.get(project)).webhook.lastDeliveryAt).not.toBeNull();
    await at.expectWhole(project);
  });

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

const afterTick = async (project: Project): Promise<Project> => {
  await minutesLater(2, () => at.tick());
  return project;
};

describe('while the hook moves', () => {
  it('no push is lost and none is deployed twice', async () => {
    const project = await deployable();
    const before = await at.hook();

    const { commits, answers, result } = await pushingDuring(() => at.step(project, 'reconfigure-webhook'));

    repositoryIn(200, result);
    expect(commits.length).toBeGreaterThan(10);
    expect(answers.length).toBeGreaterThan(commits.length);
    for (const answer of answers) expect([200, 202], answer.text).toContain(answer.status);
    expect(await deployed(project)).toEqual(new Map(commits.map((commit) => [commit, 1])));
    // What GitHub sent to the old hook may still be on its way.
    expectStatus(202, await push(before));
    await at.expectWhole(await afterTick(project));
  });

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
  it('the old URL is accepted for 24 hours and not longer', async () => {
    const project = await deployable();
    const old = await at.hook();
    repositoryIn(200, await at.step(project, 'reconfigure-webhook'));

    expectStatus(202, await minutesLater(24 * 60 - 1, () => push(old)));
    expectProblem(await minutesLater(24 * 60 + 1, () => push(old)), 'unauthenticated');
    expectStatus(202, await minutesLater(24 * 60 + 1, async () => push(await at.hook())));
  });

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

  it('with revokeNow the old URL is refused at once', async () => {
    const project = await deployable();
    const old = await at.hook();
    repositoryIn(200, await at.step(project, 'reconfigure-webhook', true));

    expectProblem(await push(old), 'unauthenticated');
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
