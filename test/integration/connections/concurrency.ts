import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import { hookIdOf } from '#shared/secrets/webhook-secret.ts';
import { type MemoryAnswer, MemoryService, memoryEnvironment, rootSecret } from './memory-service.ts';
import { startRequest } from './turns.ts';

vi.mock('#shared/data/table/table.ts', async () => (await import('./memory-service.ts')).tableMock());
vi.mock('#shared/secrets/client.ts', async () => (await import('./memory-service.ts')).secretsMock());
vi.mock('#shared/providers/make-provider.ts', async () => (await import('./memory-service.ts')).providerMock());
vi.mock('#shared/git/remote-refs-ssh.ts', async () => (await import('./memory-service.ts')).sshMock());
vi.mock('node:timers/promises', async (original) => (await import('./turns.ts')).pausesMock(original));

type Request = (service: MemoryService, projectId: string) => Promise<MemoryAnswer>;

const candidate = { repositoryUrl: 'git@github.com:acme/odoo-custom.git', branch: 'main' };
const at =
  (method: string, path: string, body?: unknown): Request =>
  (service, projectId) =>
    service.api(method, `/api/projects/${projectId}${path}`, body);
const requests = {
  connect: at('POST', '/repository', candidate),
  'connect another': at('POST', '/repository', { ...candidate, repositoryUrl: 'git@github.com:acme/another.git' }),
  disconnect: at('DELETE', '/repository'),
  regenerate: at('POST', '/repository/regenerate-key'),
  'revoke the key': at('POST', '/repository/regenerate-key', { revokeNow: true }),
  reconfigure: at('POST', '/repository/reconfigure-webhook'),
  validate: at('POST', '/repository/validate'),
  sync: at('POST', '/repository/sync'),
  'change the branch': at('PUT', '/repository', { branch: 'develop' }),
  'connect again': async (service: MemoryService, projectId: string): Promise<MemoryAnswer> => {
    await at('DELETE', '/repository')(service, projectId);
    return at('POST', '/repository', candidate)(service, projectId);
  },
  // The event of the deletion starts the purge, while another request may still be at work.
  delete: async (service: MemoryService, projectId: string): Promise<MemoryAnswer> => {
    const answer = await at('DELETE', '')(service, projectId);
    await service.purge(projectId).catch(() => undefined);
    return answer;
  },
} as const;
type Name = keyof typeof requests;
/** Whether the project has a connection before. */
type From = 'unconnected' | 'connected';

/** How often requests at once are scheduled: whole, and with one of them dying on the way. */
export type Runs = { readonly whole: number; readonly dying: number };
const count = { whole: 0, dying: 0 };
/** So many schedules of a pair show each of its outcomes. */
const meeting = 90;

const newProject = async (service: MemoryService, isConnected: boolean): Promise<string> => {
  const { json } = await service.api('POST', '/api/projects', { name: 'Odoo' });
  const projectId = String(json.id);
  if (isConnected) expect((await requests.connect(service, projectId)).status).toBe(201);
  return projectId;
};

const root = { current: 1, versions: new Map([[1, String((JSON.parse(rootSecret) as Record<string, unknown>)['1'])]]) };

/** After the tick: one connection that is whole, or none and nothing of one. */
const expectConsistent = (service: MemoryService, projectId: string, hasCredential: boolean): void => {
  const { project, repository } = service.stored(projectId);
  const titles = service.provider.keys.map(({ title }) => title).sort();
  if (repository === null) {
    expect({ secrets: service.secretKeyIds(), titles, hooks: service.provider.hooks }).toEqual({
      secrets: [],
      titles: [],
      hooks: [],
    });
    expect(project?.repository ?? null).toBeNull();
    return;
  }
  expect(repository).toMatchObject({ abandonedKeyIds: [], abandonedHookIds: [], intentAt: null });
  // It stands in DUE for nothing but its next comparison with the remote.
  const { gsi1sk } = repository as RepositoryRecord & { readonly gsi1sk?: string };
  expect([undefined, `${repository.reconciliation.nextAt}#${repository.projectId}`]).toContain(gsi1sk);
  expect(['action_required', 'connected']).toContain(repository.status);
  const inForce = [repository.deployKey.id, ...(repository.retiringKey === null ? [] : [repository.retiringKey.id])];
  expect(service.secretKeyIds()).toEqual([...inForce].sort());
  // The project tells of the connection what the connection itself tells.
  expect(project?.repository).toEqual(summaryOfRepository(repository));
  const { organizationId, connectionId, generation, provider, proof, rootKeyVersion } = repository;
  const hook = { organizationId, projectId: repository.projectId, connectionId, generation, provider, proof };
  expect(repository.hookId).toBe(hookIdOf(root, { ...hook, rootKeyVersion }));
  expect(titles).toEqual(hasCredential ? inForce.map((id) => `ocore ${id}`).sort() : []);
  const url = `${memoryEnvironment.PUBLIC_URL}/api/webhooks/github/${repository.hookId}`;
  expect(service.provider.hooks.map((one) => one.url)).toEqual(hasCredential ? [url] : []);
};

type RaceResult = {
  readonly statuses: readonly number[];
  readonly isConnected: boolean;
  readonly generation: number;
};

const schedule = async (
  scheduler: fc.Scheduler,
  from: From,
  names: readonly [Name, ...Name[]],
  hasCredential: boolean,
  diesAt = Number.POSITIVE_INFINITY,
): Promise<RaceResult> => {
  const service = new MemoryService(scheduler, hasCredential);
  const projectId = await newProject(service, from === 'connected');
  const work = names.map((name, index) =>
    startRequest(`${index} ${name}`, index === 0 ? diesAt : Number.POSITIVE_INFINITY, () =>
      requests[name](service, projectId),
    ),
  );
  const answers = await scheduler.waitFor(Promise.all(work));
  const { repository } = service.stored(projectId);
  await service.tick();
  expectConsistent(service, projectId, hasCredential);
  if (names.includes('delete') && !Number.isFinite(diesAt)) {
    const left = service.table.items().filter((item) => JSON.stringify(item).includes(projectId));
    expect(left.filter((item) => !String(item.pk).includes('#AUDIT#'))).toEqual([]);
  }
  return {
    statuses: answers.map(({ status }) => status),
    isConnected: service.stored(projectId).repository !== null,
    generation: repository?.generation ?? 0,
  };
};

type Expectation = (outcome: RaceResult) => void;

const isOk = (status: number | undefined): boolean => status !== undefined && status < 300;
const staysConnected: Expectation = ({ isConnected }) => expect(isConnected).toBe(true);
const neverConnected: Expectation = ({ isConnected }) => expect(isConnected).toBe(false);
const connectedUnlessSecondWins: Expectation = ({ statuses, isConnected }) =>
  expect(isConnected).toBe(!isOk(statuses[1]));
const connectedWhereMade: Expectation = ({ statuses, isConnected }) => expect(isConnected).toBe(statuses.includes(201));
/** Who disconnects may have met the connection before or the one after; that it is whole or gone is asked of all. */
const atMostOne: Expectation = ({ statuses, isConnected }) => expect(isOk(statuses[0]) || isConnected).toBe(true);
const onceMorePerWinner: Expectation = ({ statuses, generation }) =>
  expect(generation).toBe(1 + statuses.filter(isOk).length);

/**
 * What two requests may answer. Where both win, it is as if one had come after the other; 404: the other one had taken away
 * what this one is about.
 */
const pairs: readonly (readonly [From, Name, Name, readonly string[], Expectation])[] = [
  ['unconnected', 'connect', 'connect', ['201 409', '409 201', '201 200', '200 201'], staysConnected],
  ['unconnected', 'connect', 'connect another', ['201 409', '409 201'], staysConnected],
  ['unconnected', 'connect', 'disconnect', ['201 404', '201 409', '201 200'], connectedUnlessSecondWins],
  ['connected', 'connect', 'disconnect', ['200 200', '409 200', '201 200'], connectedWhereMade],
  ['unconnected', 'connect', 'delete', ['201 204', '409 204', '404 204'], neverConnected],
  ['connected', 'regenerate', 'regenerate', ['200 409', '409 200', '200 200'], staysConnected],
  ['connected', 'regenerate', 'revoke the key', ['200 409', '409 200', '200 200'], staysConnected],
  ['connected', 'reconfigure', 'reconfigure', ['200 409', '409 200', '200 200'], onceMorePerWinner],
  ['connected', 'regenerate', 'reconfigure', ['200 409', '409 200', '200 200'], staysConnected],
  ['connected', 'regenerate', 'disconnect', ['200 409', '409 200', '404 200', '200 200'], connectedUnlessSecondWins],
  ['connected', 'reconfigure', 'disconnect', ['200 409', '409 200', '404 200', '200 200'], connectedUnlessSecondWins],
  ['connected', 'disconnect', 'disconnect', ['200 200', '200 404', '404 200'], neverConnected],
  ['connected', 'disconnect', 'connect again', ['200 201', '404 201', '409 201'], atMostOne],
  ['connected', 'regenerate', 'delete', ['200 204', '409 204', '404 204'], neverConnected],
  ['connected', 'reconfigure', 'delete', ['200 204', '409 204', '404 204'], neverConnected],
  // A look at the repository never costs another request its work.
  ['unconnected', 'connect', 'validate', ['201 404', '201 409', '201 200'], staysConnected],
  ['connected', 'regenerate', 'validate', ['200 409', '200 200'], staysConnected],
  ['connected', 'disconnect', 'validate', ['200 200', '200 409', '200 404'], neverConnected],
  ['connected', 'reconfigure', 'sync', ['200 409', '200 200'], staysConnected],
  ['connected', 'regenerate', 'sync', ['200 409', '200 200'], staysConnected],
  ['connected', 'regenerate', 'change the branch', ['200 409', '200 200'], staysConnected],
];

/**
 * The promise that requests at once leave one connection that is whole, or none and nothing of one.
 * @returns how many schedules were tried, once the tests have run
 */
export const describeSchedules = (runs: Runs): Readonly<typeof count> => {
  beforeAll(() => {
    Object.assign(process.env, memoryEnvironment);
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterAll(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    process.stdout.write(`Schedules: ${count.whole} of requests at once, ${count.dying} in which one of them dies.\n`);
  });

  describe.each(pairs)('%s before, %s and %s at once', (from, one, other, answers, expected) => {
    it('have a winner, and the loser leaves nothing', async () => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, hasCredential) => {
          const outcome = await schedule(scheduler, from, [one, other], hasCredential);
          const told = outcome.statuses.join(' ');
          expect(answers).toContain(told);
          expected(outcome);
          seen.add(told);
          count.whole += 1;
        }),
        { numRuns: runs.whole, seed: 4 },
      );
      // They do meet: it is not always the same one that is first, or the whole of it.
      if (runs.whole >= meeting) expect(seen.size).toBeGreaterThan(1);
    });

    it.each([
      ['first', one, other],
      ['second', other, one],
    ] as const)('leave nothing that the tick does not find where the %s dies', async (_which, dying, living) => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.boolean(),
          fc.integer({ min: 1, max: 18 }),
          async (scheduler, hasCredential, diesAt) => {
            await schedule(scheduler, from, [dying, living], hasCredential, diesAt);
            count.dying += 1;
          },
        ),
        // What a purge and a request that dies leave of each other hangs on one moment.
        { numRuns: Math.ceil(runs.dying * (other === 'delete' ? 5 : 0.5)), seed: 4 },
      );
    });
  });

  const crowds: readonly (readonly [From, readonly [Name, ...Name[]]])[] = [
    ['connected', ['disconnect', 'disconnect', 'connect']],
    ['connected', ['disconnect', 'connect', 'regenerate', 'reconfigure']],
    ['unconnected', ['connect', 'connect another', 'disconnect', 'disconnect']],
    ['connected', ['regenerate', 'validate', 'regenerate', 'sync']],
  ];

  it.each(crowds)('%s before, %j at once leave one connection or none', async (from, names) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, hasCredential) => {
        const { statuses } = await schedule(scheduler, from, names, hasCredential);
        expect(Math.min(...statuses)).toBeLessThan(300);
        expect(Math.max(...statuses)).toBeLessThan(500);
        count.whole += 1;
      }),
      { numRuns: runs.whole, seed: 4 },
    );
  });

  return count;
};
