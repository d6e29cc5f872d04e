import { expect } from 'vitest';
import { AwsFaults, type Fault, faultsAt } from '#test/integration/aws-faults.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, type TestService } from '#test/integration/test-service.ts';
import { Connection, type Project } from './connection.ts';
import { deliverPush } from './deliver-push.ts';
import type { GitHost } from './git-host.ts';
import { hittingAny } from './outbound-faults.ts';

type Step = (project: Project) => Promise<unknown>;

/** An operation that is cut short, and how it comes to its end. */
export type Scenario = {
  readonly operation: Step;
  readonly ending: Step;
  /** @param before the project of the run before, as that left it */
  readonly prepare: (before: Project | null) => Promise<Project>;
  readonly expected: (project: Project) => Promise<void>;
};

/** How many calls there were to be lost, and how often one was. */
export type Count = { readonly boundaries: number; readonly runs: number };

/** The process dies; nothing of its own repair runs. A death before a call is the death after the one in front of it. */
export const deathAt: typeof faultsAt = (at) => faultsAt(at).filter((fault) => fault.how === 'for good');

/** Cuts operations short at every outbound call, on projects that are connected to the repository of one Git host. */
export class CrashRun {
  readonly at: Connection;
  readonly counts = new Map<string, Count>();
  readonly #service: TestService;
  readonly #host: GitHost;
  readonly #faults: AwsFaults;
  readonly #contents: TableContents;
  readonly #oneOf: number;

  private constructor(service: TestService, host: GitHost, faults: AwsFaults, oneOf: number) {
    this.#oneOf = oneOf;
    this.#service = service;
    this.#host = host;
    this.#faults = faults;
    this.at = new Connection(service, host);
    this.#contents = new TableContents(service);
  }

  /** @param oneOf 1 loses every outbound call in turn; 5 every fifth */
  static async start(service: TestService, host: GitHost, faults = new AwsFaults(), oneOf = 1): Promise<CrashRun> {
    const run = new CrashRun(service, host, faults, oneOf);
    await run.at.set('good');
    return run;
  }

  /** The same call again, when nobody holds the connection any more. */
  readonly again =
    (operation: Step): Step =>
    (project) =>
      minutesLater(2, () => operation(project));

  /** Runs a step whose process dies after its call with this number. */
  async die(at: number, work: () => Promise<unknown>): Promise<void> {
    await hittingAny(this.#faults, { at, when: 'after', how: 'for good' }, () => work().catch(() => undefined));
  }

  readonly tickAlone: Step = () => minutesLater(2, () => this.at.tick());

  readonly fresh = (): Promise<Project> => {
    this.#host.standIn.reset();
    return this.#service.project();
  };

  /** A provider that takes no webhook. */
  readonly refusing = (): Promise<Project> => {
    this.#host.standIn.reset();
    this.#host.standIn.refuse('hooks');
    return this.#service.project();
  };

  /** The webhook is left to a person, with the reason; or nothing began. */
  readonly leftToPerson = async (project: Project): Promise<void> => {
    const stored = await this.at.stored(project);
    if (stored === undefined) return this.gone(project);
    const ended = { status: 'action_required', abandonedKeyIds: [], abandonedHookIds: [], intentAt: null };
    expect(stored).toMatchObject(ended);
    const shown = await this.at.get(project);
    expect(shown.nextSteps.map(({ action }) => action)).toEqual(['add_webhook']);
    expect(shown.statusReason).toContain('could not add the webhook');
    expect(this.at.keyTitles()).toEqual([`ocore ${shown.deployKey.id}`]);
    expect(this.at.secrets(project)).toHaveLength(1);
    expect(this.#host.standIn.hooks()).toEqual([]);
  };

  readonly connected = async (before: Project | null): Promise<Project> => {
    if (before !== null && (await this.at.stored(before)) !== undefined) return before;
    return before === null ? this.at.connected() : this.#connect(before);
  };

  async #connect(project: Project): Promise<Project> {
    expectStatus(201, await this.at.connect(project));
    return project;
  }

  /** Connected, and the hook that the provider has delivers. */
  readonly whole = async (project: Project): Promise<void> => {
    await this.at.expectWhole(project);
    const answer = await deliverPush(this.#service, this.#host, await this.at.hook());
    expect(answer.status, answer.text).toBe(200);
  };

  readonly gone = async (project: Project): Promise<void> => {
    await this.at.expectNothing(project);
    expect(expectStatus(200, await this.#service.api('GET', project.path)).json.repository).toBeNull();
  };

  /** All or nothing: what never began has left nothing. */
  readonly wholeOrGone = async (project: Project): Promise<void> =>
    (await this.at.stored(project)) === undefined ? this.gone(project) : this.whole(project);

  readonly deleted = async (project: Project): Promise<void> => {
    await this.at.expectNothing(project);
    expectStatus(404, await this.#service.api('GET', project.path));
    expect(await this.#contents.ofProjects(project.id)).toEqual([]);
  };

  /** Runs a scenario against every outbound call in turn (or one of so many), until a number is beyond the last call. */
  async everyCall(name: string, scenario: Scenario, kinds: typeof faultsAt = faultsAt): Promise<void> {
    this.#host.standIn.reset();
    const kindsOfCall = new Set<string>();
    let runs = 0;
    let project: Project | null = null;
    for (let at = 1; ; at += this.#oneOf) {
      let hit = false;
      for (const fault of kinds(at)) {
        project = await scenario.prepare(project);
        const calls = await this.#run(scenario, project, fault);
        for (const call of calls) kindsOfCall.add(call.split(' ')[0] ?? '');
        if (calls.length < at) continue;
        hit = true;
        runs += 1;
      }
      if (hit) continue;
      this.counts.set(`${this.#host.provider}, ${name}`, { boundaries: at - 1, runs });
      break;
    }
    // The secrets and the provider are among what was counted, not the table alone.
    for (const kind of ['GetSecretValueCommand', 'GET']) expect([...kindsOfCall]).toContain(kind);
  }

  async #run(scenario: Scenario, project: Project, fault: Fault): Promise<readonly string[]> {
    const { calls } = await hittingAny(this.#faults, fault, () => scenario.operation(project).catch(() => undefined));
    try {
      await scenario.ending(project);
      await scenario.expected(project);
    } catch (error) {
      const where = `Call ${fault.at} (${calls[fault.at - 1]}) lost ${fault.when} its effect, ${fault.how}`;
      throw new Error(`${where}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
    return calls;
  }
}

/** Tells how much was tried. */
export const report = (runs: readonly CrashRun[]): void => {
  const counts = runs.flatMap((run) => [...run.counts]);
  const lines = counts.map(
    ([name, { boundaries, runs: count }]) => `  ${name}: ${boundaries} boundaries, ${count} runs\n`,
  );
  const boundaries = counts.reduce((sum, [, count]) => sum + count.boundaries, 0);
  const all = counts.reduce((sum, [, count]) => sum + count.runs, 0);
  process.stdout.write(`Outbound calls lost:\n${lines.join('')}  together: ${boundaries} boundaries, ${all} runs\n`);
};
