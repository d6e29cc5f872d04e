import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { CallFailed } from '#shared/network/guarded-fetch.ts';
import type { Answer } from '#test/call.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import type { GithubStandIn } from '../providers/github-stand-in.ts';
import type { SeenHook } from '../providers/provider-stand-in.ts';
import { Connection, type Project } from './connection.ts';
import { type GitHost, githubHost } from './git-host.ts';
import { outbound } from './outbound.ts';
import { newCommit, pushOf } from './real-push.ts';

export let service: TestService;
export let host: GitHost<GithubStandIn>;
export let at: Connection;
type Target = Pick<SeenHook, 'url' | 'secret'>;

export const push = (target: Target, commit = newCommit()): Promise<Answer> =>
  service.deliver(target, 'push', pushOf('staging', commit));

export const deployable = async (): Promise<Project> => {
  const project = await at.connected();
  await service.environment(project.path, { name: 'Staging', type: 'staging', branch: 'staging' });
  return project;
};

/** How often each commit was deployed. */
export const deployed = async (project: Project): Promise<Map<string, number>> => {
  const listed = expectStatus(200, await service.api('GET', `${project.path}/deployments?limit=100`));
  const counts = new Map<string, number>();
  for (const { commitSha } of listed.json.deployments as { commitSha: string }[]) {
    counts.set(commitSha, (counts.get(commitSha) ?? 0) + 1);
  }
  return counts;
};

/** Pushes at every request of a step, before and after it, to each hook that GitHub has at that moment. */
export const pushingDuring = async (
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

export const afterTick = async (project: Project): Promise<Project> => {
  await minutesLater(2, () => at.tick());
  return project;
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    // What a deployment's event sends to the provider comes at a time that no test has chosen.
    service = await TestService.startWithoutStream();
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
};
