import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrivals, history, type Scenario } from '#test/fixtures/branch-history.ts';
import { seeded, shuffled } from '#test/fixtures/shuffled.ts';
import { TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

let service: TestService;
let git: OwnGitServer;
let project: ReconciledProject;

/** Makes the commits of a simulated branch real, each once. @returns the real commit of a simulated one */
const realCommits = (): ((simulated: string | null, message: string) => string | null) => {
  const tree = git.repository.tree;
  const made = new Map<string, string>();
  return (simulated, message) => {
    if (simulated === null) return null;
    const real = made.get(simulated) ?? git.repository.run('commit-tree', tree, '-m', `${message} ${made.size}`);
    made.set(simulated, real);
    return real;
  };
};

/** The rows of the specification that a provider without push times can bring about. */
const rows: readonly (readonly [string, Omit<Scenario, 'maxPushes'>])[] = [
  [
    'in order, with forced pushes back, deletes, skips and duplicates',
    { forcedBack: true, deletes: true, skips: true, duplicates: true, times: 'commit', reach: 1 },
  ],
  [
    'fully shuffled, no forced pushes back',
    {
      forcedBack: false,
      deletes: false,
      skips: true,
      duplicates: true,
      times: 'commit',
      reach: Number.POSITIVE_INFINITY,
    },
  ],
  [
    'reordered within three, with forced pushes back',
    { forcedBack: true, deletes: true, skips: true, duplicates: true, times: 'commit', reach: 3 },
  ],
  [
    'fully shuffled, with everything',
    {
      forcedBack: true,
      deletes: true,
      skips: true,
      duplicates: true,
      times: 'commit',
      reach: Number.POSITIVE_INFINITY,
    },
  ],
];
/**
 * The promise that pushes in any order end with what the remote says.
 * @param runs random histories of each row of the specification
 * @param orders those of the pushes A, B and C
 */
export const describeShuffledPushes = (runs: number, orders: readonly (readonly number[])[]): void => {
  beforeAll(async () => {
    service = await TestService.start();
    git = await OwnGitServer.start();
    git.repository.commit('main', 'Begin');
    project = await ReconciledProject.connect(service, git);
    await project.reconcile();
  });
  afterAll(async () => {
    await service.stop();
    await git.stop();
  });

  describe('pushes through the receiver', () => {
    it.each(rows)('%s: the remote decides in the end', async (row, scenario) => {
      for (let run = 0; run < runs; run += 1) {
        const random = seeded(run);
        const branch = `work/${row.replace(/\W+/g, '-')}-${run}`;
        const pushes = history({ ...scenario, maxPushes: 8 }, random);
        const real = realCommits();
        const messageOf = (wants: boolean): string => (wants ? 'Fix the report' : 'Docs [skip ci]');
        const told = pushes.map((push) => ({
          ...push,
          before: real(push.before, branch),
          after: real(push.after, branch),
        }));

        for (const push of arrivals(told, { ...scenario, maxPushes: 8 }, random)) {
          const { before, after, wants } = push;
          const answer = await project.deliver(branch, before, after, messageOf(wants), push.committedAt ?? undefined);
          expect(answer.status).toBeLessThan(300);
        }
        const newest = told.at(-1);
        if (newest?.after == null) continue;
        git.repository.run('update-ref', `refs/heads/${branch}`, newest.after);
        await project.reconcile();

        if (newest.wants) expect(await project.pending('work'), `${branch}`).toBe(newest.after);
      }
    });

    it.each(orders.map((order) => [...order]))(
      'A, B and C in the order %i, %i, %i, some twice and with a deletion before: C is deployed, never a step back',
      async (...order: number[]) => {
        const branch = `work/abc-${order.join('')}`;
        const real = realCommits();
        const [a, b, c] = ['a', 'b', 'c'].map((name) => real(name, branch));
        const at = (minute: number): string => `2026-11-23T10:0${minute}:00Z`;
        const pushes = [
          { before: null, after: a ?? null, date: at(1) },
          { before: a ?? null, after: b ?? null, date: at(2) },
          { before: b ?? null, after: c ?? null, date: at(3) },
        ];
        const first = real('first', branch);
        await project.deliver(branch, null, first, 'Fix', at(0));
        await project.deliver(branch, first, null);

        const seen: (string | null)[] = [];
        for (const index of [...order, ...shuffled(order, 1)]) {
          const push = pushes[index];
          if (push === undefined) throw new Error('There is no such push.');
          await project.deliver(branch, push.before, push.after, 'Fix', push.date);
          seen.push(await project.pending('work'));
        }

        expect(seen.at(-1)).toBe(c);
        const places = seen.map((commit) => [a, b, c].indexOf(commit ?? undefined));
        expect(places).toEqual([...places].sort());
      },
    );
  });
};
