import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '#test/fixtures/shuffled.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

/** A ref that a mapping of its own deploys. */
type Lane = { readonly refType: 'branch' | 'tag'; readonly name: string; environmentId: string | null };

/**
 * A course of one project: mappings are made, refs are pushed with and without deliveries, and the remote is compared, in any
 * order, while the remote may be hidden at times. `news`: the commit that has to stand in the lane's environment.
 */
class Course {
  readonly #project: ReconciledProject;
  readonly #git: OwnGitServer;
  readonly #heads = new Map<string, string>();
  readonly #news = new Map<string, string>();
  /** Lanes whose baseline was taken. */
  readonly #based = new Set<string>();
  readonly #awaits = new Set<string>();
  #count = 0;

  constructor(project: ReconciledProject, git: OwnGitServer) {
    this.#project = project;
    this.#git = git;
  }

  #see(lane: Lane): void {
    if (!this.#git.isThere) return;
    for (const name of this.#awaits) this.#based.add(name);
    this.#awaits.clear();
    this.#based.add(lane.name);
  }

  async map(lane: Lane): Promise<void> {
    if (lane.environmentId !== null) return;
    this.#count += 1;
    const made = await this.#project.change('POST', '/environments', { name: `E ${lane.name}`, type: 'development' });
    lane.environmentId = String(expectStatus(201, made).json.id);
    const { refType, name, environmentId } = lane;
    const body = { refType, branchPattern: name, environmentId };
    expectStatus(201, await this.#project.change('POST', '/branch-mappings', body));
    if (this.#git.isThere) this.#see(lane);
    else this.#awaits.add(lane.name);
  }

  async push(lane: Lane, isDelivered: boolean): Promise<void> {
    const { name, refType } = lane;
    const before = this.#heads.get(name) ?? null;
    if (refType === 'tag' && before !== null) return;
    this.#count += 1;
    const commit = this.#git.repository.commitAt(
      'scratch',
      new Date(Date.UTC(2026, 10, 1) + this.#count * 1000).toJSON(),
    );
    this.#git.repository.run('update-ref', `refs/${refType === 'tag' ? 'tags' : 'heads'}/${name}`, commit);
    this.#heads.set(name, commit);
    const isTold = isDelivered && refType === 'branch';
    if (isTold) await this.#project.deliver(name, before, commit);
    if (lane.environmentId !== null && (isTold || this.#based.has(name))) this.#news.set(name, commit);
    // What the remote has when it is read for the first time is the baseline, unless a delivery told of it.
  }

  async compare(): Promise<void> {
    await this.#project.reconcile(600);
    if (!this.#git.isThere) return;
    for (const name of this.#awaits) this.#based.add(name);
    this.#awaits.clear();
  }

  hide(isHidden: boolean): void {
    this.#git.isThere = !isHidden;
  }

  async expectNews(lanes: readonly Lane[], course: string): Promise<void> {
    for (const { name, environmentId } of lanes) {
      if (environmentId === null) continue;
      const { json } = expectStatus(200, await this.#project.change('GET', `/environments/${environmentId}`));
      const pending = (json.pending as { commitSha: string } | null)?.commitSha;
      expect(pending, `${course}: ${name}`).toBe(this.#news.get(name));
    }
  }
}

/** The promise that all that comes after the baseline is deployed, and nothing that was there before. @param runs courses */
export const describeBaselineCourses = (runs: number): void => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  describe('random courses of mappings, pushes, tags and comparisons', () => {
    it.each(Array.from({ length: runs }, (_, seed) => seed))(
      'course %i ends with the newest commit after each baseline',
      async (seed) => {
        const random = seeded(seed * 31 + 7);
        const git = await OwnGitServer.start();
        git.repository.commit('main');
        const project = await ReconciledProject.connect(service, git);
        const course = new Course(project, git);
        const lanes: Lane[] = [
          { refType: 'branch', name: 'topic/a', environmentId: null },
          { refType: 'branch', name: 'topic/b', environmentId: null },
          { refType: 'tag', name: 'v1', environmentId: null },
        ];
        const steps: string[] = [];
        for (let step = 0; step < 9; step += 1) {
          const lane = lanes[Math.floor(random() * lanes.length)] ?? lanes[0];
          if (lane === undefined) break;
          const roll = random();
          if (roll < 0.3) {
            steps.push(`map ${lane.name}`);
            await course.map(lane);
          } else if (roll < 0.75) {
            const isDelivered = random() < 0.4;
            steps.push(`push ${lane.name}${isDelivered ? ' delivered' : ''}`);
            await course.push(lane, isDelivered);
          } else if (roll < 0.9) {
            steps.push('compare');
            await course.compare();
          } else {
            const isHidden = random() < 0.5;
            steps.push(isHidden ? 'hide' : 'show');
            course.hide(isHidden);
          }
        }
        course.hide(false);
        await course.compare();
        await course.compare();

        await course.expectNews(lanes, steps.join(', '));
        expectStatus(200, await project.change('DELETE', '/repository'));
        await git.stop();
      },
    );
  });
};
