import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from '#test/fixtures/shuffled.ts';
import { TestService } from '#test/integration/test-service.ts';
import {
  type MergeScenario,
  mergeArrivals,
  mergeHistory,
} from '#test/unit/shared/domain/branch-order/merge-history.ts';
import { type GitHost, giteaHost } from '../connections/git-host.ts';
import { ReconciledAtProvider } from './reconciled-at-provider.ts';

/** Rows of docs/design/branch-order.md, "Merges, simulated", in which deliveries are lost or tell little. */
export const mergeRows: readonly (readonly [string, MergeScenario])[] = [
  ['20 % lost, in order', { order: 'in', loss: 0.2, maxOperations: 5 }],
  ['20 % lost, forced pushes, shuffled', { order: 'shuffled', loss: 0.2, forced: true, maxOperations: 5 }],
];

/** The promise that merges end right where a credential tells what deliveries did not. @param runs courses of each row */
export const describeMergeCourses = (rows: typeof mergeRows, runs: number): void => {
  let service: TestService;
  let host: GitHost;
  let project: ReconciledAtProvider;
  beforeAll(async () => {
    service = await TestService.start();
    host = await giteaHost();
  });
  afterAll(async () => {
    await service.stop();
    await host.standIn.stop();
  });
  beforeEach(async () => {
    project = await ReconciledAtProvider.connect(service, host);
  });
  afterEach(() => project.stop());

  describe.each(rows)('merges %s', (_row, scenario) => {
    it.each(Array.from({ length: runs }, (_, seed) => seed))(
      'course %i ends with the newest merge of the branch',
      async (seed) => {
        const random = seeded(seed * 7919 + 13);
        const history = mergeHistory(scenario, random);
        const { repository } = project.git;
        const tree = repository.tree;
        const made = new Map<string, string>();
        const simulated = new Map<string, string>();
        /** A commit of its own for each simulated one. The stand-in alone knows what holds what. */
        const real = (commit: string | null): string | null => {
          if (commit === null) return null;
          const id = made.get(commit) ?? repository.run('commit-tree', tree, '-m', `Course ${seed}, ${commit}`);
          made.set(commit, id);
          simulated.set(id.slice(0, 12), commit);
          return id;
        };
        host.standIn.holds = (commit, other) =>
          history.ancestors(simulated.get(commit.slice(0, 12)) ?? null).has(simulated.get(other.slice(0, 12)) ?? '');
        // The simulation's clock begins long ago: the merges come after the connection. A merge has one time, however long
        // the course takes.
        const beginning = Math.floor(Date.now() / 1000) - 999_000;
        const timeOf = (at: number): string => new Date((beginning + at) * 1000).toISOString();

        for (const { operation, merge } of mergeArrivals(history.operations, scenario, random)) {
          if (merge !== null) await project.deliverMerge(real(merge.commit) ?? '', timeOf(merge.at));
          else if (operation.after !== null && operation.before !== null) {
            const listed = operation.commits.map((commit) => real(commit) ?? '');
            await project.deliverPush(real(operation.before) ?? '', real(operation.after) ?? '', listed);
          }
        }
        for (const [number, { commit, at }] of history.merged.entries()) {
          const request = { number: number + 1, branch: 'main', state: 'merged' as const, reviewed: 'e'.repeat(40) };
          host.standIn.addPullRequest({ ...request, commitSha: real(commit) ?? '', mergedAt: timeOf(at) });
        }
        const head = history.operations.at(-1)?.after ?? null;
        if (head !== null) repository.run('update-ref', 'refs/heads/main', real(head) ?? '');
        for (let round = 0; round < 4; round += 1) await project.reconcile();

        const right = history.merged.findLast(({ commit }) => history.ancestors(head).has(commit));
        if (head === null || right === undefined) return;
        const queued = (await project.deployments()).filter(({ status }) => status === 'queued');
        expect(queued.map(({ commitSha }) => commitSha)).toEqual([real(right.commit)]);
      },
    );
  });
};
