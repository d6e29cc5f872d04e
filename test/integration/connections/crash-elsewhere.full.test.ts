import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { TestService } from '#test/integration/test-service.ts';
import type { Project } from './connection.ts';
import { CrashRun, deathAt, report } from './crash-run.ts';
import { bitbucketHost, type GitHost, giteaHost, githubHost, gitlabHost } from './git-host.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));
// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

let service: TestService;
let faults: AwsFaults;
const runs: CrashRun[] = [];
const hosts: GitHost[] = [];
beforeAll(async () => {
  service = await TestService.startWithoutStream();
  faults = new AwsFaults();
});
afterAll(async () => {
  report(runs);
  for (const host of hosts) await host.standIn.stop();
  await service.stop();
});

const begin = async (start: () => Promise<GitHost>): Promise<CrashRun> => {
  const host = await start();
  hosts.push(host);
  const run = await CrashRun.start(service, host, faults);
  runs.push(run);
  return run;
};

describe('at GitHub, where the process dies at any outbound call, the tick alone ends', () => {
  let run: CrashRun;
  beforeAll(async () => {
    run = await begin(githubHost);
  });

  it('a regenerate-key that keeps the old key', async () => {
    await run.everyCall(
      'regenerate-key that keeps the old key, after the tick',
      {
        prepare: run.connected,
        operation: (project) => run.at.step(project, 'regenerate-key'),
        ending: run.tickAlone,
        expected: run.whole,
      },
      deathAt,
    );
  });

  it('a reconfigure-webhook that ends the old hook at once', async () => {
    await run.everyCall(
      'reconfigure-webhook with revokeNow, after the tick',
      {
        prepare: run.connected,
        operation: (project) => run.at.step(project, 'reconfigure-webhook', true),
        ending: run.tickAlone,
        expected: run.whole,
      },
      deathAt,
    );
  });

  it('a connect of which GitHub refuses the webhook for good', async () => {
    await run.everyCall(
      'connect that is refused, after the tick',
      {
        prepare: run.refusing,
        operation: (project) => run.at.connect(project),
        ending: run.tickAlone,
        expected: run.leftToPerson,
      },
      deathAt,
    );
  });

  it('a disconnect of a connection that was cut short itself', async () => {
    await run.everyCall(
      'disconnect during a rotation, after the tick',
      {
        prepare: async (before) => {
          const project = await run.connected(before);
          await run.die(12, () => run.at.step(project, 'regenerate-key', true));
          return project;
        },
        operation: (project) => run.at.disconnect(project),
        ending: run.tickAlone,
        expected: run.wholeOrGone,
      },
      deathAt,
    );
  });

  it('the purge of a project that is deleted', async () => {
    await run.everyCall(
      'purge of a deleted project, after the tick',
      {
        prepare: async () => {
          const project = await run.at.connected();
          await service.api('DELETE', project.path);
          return project;
        },
        operation: (project) => run.at.purge(project),
        ending: run.tickAlone,
        expected: run.deleted,
      },
      deathAt,
    );
  });
});

describe.each<[string, () => Promise<GitHost>]>([
  ['a GitLab that signs', () => gitlabHost('19')],
  ['a GitLab that does not sign', () => gitlabHost('19 without signing')],
  ['Gitea', giteaHost],
  ['Bitbucket', bitbucketHost],
])('at %s, where the process dies at any outbound call, the tick alone ends', (name, start) => {
  let run: CrashRun;
  beforeAll(async () => {
    run = await begin(start);
  });

  it.each([
    ['a connect', 'connect', (project: Project) => run.at.connect(project)],
    ['a reconfigure-webhook', 'reconfigure', (project: Project) => run.at.step(project, 'reconfigure-webhook')],
  ] as const)('%s', async (_what, kind, operation) => {
    await run.everyCall(
      `${kind} at ${name}, after the tick`,
      {
        prepare: kind === 'connect' ? run.fresh : run.connected,
        operation,
        ending: run.tickAlone,
        expected: kind === 'connect' ? run.wholeOrGone : run.whole,
      },
      deathAt,
    );
  });
});
