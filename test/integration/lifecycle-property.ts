import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { applyDueTimeouts } from '#shared/workflows/deployments/apply-due-timeouts.ts';
import type { Answer } from '#test/call.ts';
import { followingPushes } from '#test/fixtures/github.ts';
import { expectProblem } from './expect-problem.ts';
import { type Command, LifecycleModel } from './lifecycle-model.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Command>({ kind: 'push' }, { kind: 'deploy' }) },
  { weight: 3, arbitrary: fc.constant<Command>({ kind: 'claim' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('complete' as const),
      status: fc.constantFrom('succeeded', 'succeeded', 'failed', 'cancelled', 'superseded'),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Command>({ kind: 'pause' }, { kind: 'resume' }) },
  { weight: 2, arbitrary: fc.constantFrom<Command>({ kind: 'heartbeat' }, { kind: 'lose' }, { kind: 'expire' }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('approval' as const), required: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('approve' as const, 'cancel' as const, 'redeploy' as const),
      at: fc.nat({ max: 5 }),
    }),
  },
);

const day = 86_400_000;
const later = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};

/** Carries commands out through the API. */
class Driver {
  readonly ids: string[] = [];
  readonly #project: Connected;
  readonly #environment: string;
  readonly #runner: TestRunner;
  readonly #push = followingPushes();
  #claimed: { id: string; lease: string } = { id: '', lease: '' };

  constructor(project: Connected) {
    this.#project = project;
    this.#environment = `${project.path}/environments/${project.environments.staging}`;
    this.#runner = new TestRunner(service, project.path, project.environments.staging);
  }

  /** @returns null where the command makes no sense yet */
  async take(command: Command, picked: number | null): Promise<Answer | null> {
    // Two deployments of the same millisecond have no order.
    later(5);
    switch (command.kind) {
      case 'push': {
        const answer = await service.deliver(this.#project.webhook, 'push', this.#push('staging'));
        this.ids.push(...(answer.json.deployments as string[]));
        return answer;
      }
      case 'deploy':
        this.ids.push(await deploy(service, this.#project, { commitSha: commitOf(this.ids.length + 1) }));
        return null;
      case 'approval':
        return service.api('PUT', this.#environment, {
          body: { approval: command.required ? 'required' : 'none' },
        });
      case 'pause':
        return service.api('POST', `${this.#environment}/pause`, { body: { reason: 'Month end' } });
      case 'resume':
        return service.api('POST', `${this.#environment}/resume`);
      case 'claim': {
        const answer = await this.#runner.tryClaim();
        if (answer.status !== 200) return answer;
        const { deployment, lease } = answer.json as { deployment: { id: string }; lease: { token: string } };
        this.#claimed = { id: deployment.id, lease: lease.token };
        return answer;
      }
      case 'heartbeat': {
        if (this.#claimed.id === '') return null;
        const answer = await this.#runner.heartbeat(this.#claimed.id, this.#claimed.lease);
        if (answer.status === 200) this.#claimed.lease = (answer.json.lease as { token: string }).token;
        return answer;
      }
      case 'complete':
        if (this.#claimed.id === '') return null;
        return this.#runner.complete(this.#claimed.id, this.#claimed.lease, { status: command.status });
      case 'lose':
        return this.#after(61_000);
      case 'expire':
        return this.#after(7 * day);
      case 'approve':
      case 'cancel':
      case 'redeploy': {
        const id = picked === null ? 'dep_00000000000000000000000000' : this.ids[picked];
        const answer = await service.api('POST', `${this.#project.path}/deployments/${id}/${command.kind}`);
        if (answer.status === 202) this.ids.push(String(answer.json.id));
        return answer;
      }
    }
  }

  async #after(ms: number): Promise<null> {
    later(ms);
    await applyDueTimeouts(
      OrganizationId.parse(service.local.organization.id),
      ProjectId.parse(this.#project.projectId),
      EnvironmentId.parse(this.#project.environments.staging),
      new Date().toISOString(),
    );
    return null;
  }

  /** What the API tells, in the words of the model. */
  async state(): Promise<unknown> {
    const environment = expectStatus(200, await service.api('GET', this.#environment)).json;
    const list = expectStatus(200, await service.api('GET', `${this.#project.path}/deployments?limit=100`)).json;
    const told = new Map((list.deployments as { id: string; status: string }[]).map((one) => [one.id, one.status]));
    const indexOf = (slot: unknown): number | null =>
      slot === null ? null : this.ids.indexOf((slot as { id: string }).id);
    return {
      statuses: this.ids.map((id) => told.get(id)),
      paused: environment.paused !== null,
      current: indexOf(environment.current),
      running: indexOf(environment.running),
      pending: indexOf(environment.pending),
    };
  }
}

const stateOf = (model: LifecycleModel): unknown => ({
  statuses: model.deployments.map((one) => one.status),
  paused: model.paused,
  current: model.current,
  running: model.running,
  pending: model.pending,
});

/**
 * The promise that the lifecycle of deployments is that of the model.
 * @param numRuns random courses of 10 to 40 commands
 */
export const describeLifecycle = (numRuns: number): void => {
  beforeAll(async () => {
    // The bus would have nothing to do but to keep the machine busy.
    service = await TestService.startWithoutStream();
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('Whatever is asked in whatever order, the lifecycle is that of the model, and what cannot be is refused with its reason', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 40 }), async (commands) => {
        const driver = new Driver(await service.connectedProject());
        const model = new LifecycleModel();
        for (const one of commands) {
          const picked = 'at' in one ? model.pick(one.at) : null;
          const answer = await driver.take(one, picked);
          const expected = model.take(one);
          if (answer !== null && typeof expected === 'number') expect(answer.status, answer.text).toBe(expected);
          else if (answer !== null && typeof expected === 'string') {
            const { detail } = expectProblem(answer, expected);
            expect(detail).toMatch(/\. \S/);
          }
          expect(await driver.state(), JSON.stringify(one)).toEqual(stateOf(model));
        }
      }),
      { numRuns, seed: 20_261_126 },
    );
  });
};
