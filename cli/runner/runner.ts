import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Claim } from '#shared/contract/runner.ts';
import { print, say } from '../output.ts';
import { backOffMs, pause } from './back-off.ts';
import { claimPauseMs } from './claim-pace.ts';
import { completionOf } from './completion-of.ts';
import { type DeployCommand, deploy } from './deploy.ts';
import { DeploymentLog } from './deployment-log.ts';
import { type Interruption, interruptionOf } from './interruption.ts';
import { isTransient } from './is-transient.ts';
import { LeaseKeeper, type LeaseTiming, leaseTiming } from './lease-keeper.ts';
import { Redactor } from './redactor.ts';
import type { CommitFacts, Completion, RunnerApi } from './runner-api.ts';

const maxCompleteTries = 6;

export type RunnerOptions = {
  readonly api: RunnerApi;
  /** Where the service is: only one on this machine may name its files. */
  readonly apiUrl: string;
  readonly command: DeployCommand;
  readonly workRoot: string;
  /** The folder of objects that are kept between deployments; without one all is fetched each time. */
  readonly cacheRoot?: string | null;
  /** Texts that must not appear in a log, such as the runner's token. */
  readonly secrets: readonly string[];
  readonly timing?: LeaseTiming;
};

/** The result of a claimed deployment. */
export type RunnerResult = Completion['status'] | 'lease_lost';

/** Claims deployments of one environment and carries them out, one at a time. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #stopped = new AbortController();
  readonly #drained = new AbortController();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Claims no further deployment and ends the running one. */
  stop(): void {
    this.#drained.abort();
    this.#stopped.abort();
  }

  /** Claims no further deployment and lets the running one finish. */
  drain(): void {
    this.#drained.abort();
  }

  /** Claims deployments until it is stopped. @throws ApiFailure if the service refuses the claim permanently */
  async start(): Promise<void> {
    for (let [failures, idleClaims] = [0, 0]; !this.#drained.signal.aborted; ) {
      try {
        const outcome = await this.once();
        failures = 0;
        idleClaims = outcome === null ? idleClaims + 1 : 0;
        // The process learns in the next turn that nobody reads its output: that must come before the next claim.
        await setImmediate();
        if (outcome === null) await pause(claimPauseMs(idleClaims), this.#drained.signal);
      } catch (error) {
        if (!isTransient(error)) throw error;
        failures += 1;
        say(`ocore: ${(error as ApiFailure).message} Trying again.`);
        await pause(backOffMs(failures), this.#drained.signal);
      }
    }
  }

  /** Carries out one deployment. @returns null if none is queued @throws ApiFailure */
  async once(): Promise<RunnerResult | null> {
    const claim = await this.#options.api.claim();
    if (claim === null) return null;
    const outcome = await this.#serve(claim);
    print(`${claim.deployment.id} ${outcome}`);
    return outcome;
  }

  async #serve(claim: Claim): Promise<RunnerResult> {
    const { api, timing, secrets } = this.#options;
    const { id } = claim.deployment;
    say(`ocore: ${id} for ${claim.environment.name} begins.`);
    const work = new AbortController();
    const lost = new AbortController();
    const interrupt = (why: Interruption): void => {
      if (why === 'lease_lost') lost.abort();
      work.abort(why);
    };
    const onStop = (): void => interrupt('stopped');
    this.#stopped.signal.addEventListener('abort', onStop);
    if (this.#stopped.signal.aborted) onStop();
    const lease = new LeaseKeeper(
      claim.lease.token,
      (token, facts) => api.heartbeat(id, token, facts),
      interrupt,
      timing ?? leaseTiming,
    );
    // The end tells them again: the heartbeat may not have come through.
    let facts: CommitFacts = {};
    const report = (found: CommitFacts): void => {
      facts = { ...facts, ...found };
      lease.report(found);
    };
    const redactor = new Redactor(secrets);
    const append = (seq: number, lines: Parameters<RunnerApi['appendLogs']>[3]): Promise<void> =>
      api.appendLogs(id, lease.token, seq, lines);
    const log = new DeploymentLog({ append, redactor, signal: lost.signal });
    try {
      const { command, workRoot, apiUrl, cacheRoot = null } = this.#options;
      const facing = { claim, apiUrl, log, redactor, report, signal: work.signal };
      const done = await deploy({ ...facing, command, workRoot, cacheRoot }).catch((error: Error) => error);
      if (lost.signal.aborted) return this.#lose(id);
      const completion = { ...facts, ...completionOf(done ?? interruptionOf(work.signal), redactor) };
      log.say(`ocore: ${completion.statusReason ?? completion.status}`);
      await log.end();
      if (log.refused !== null) say(`ocore: ${(log.refused as Error).message} Lines of the log are missing.`);
      await lease.end();
      return lost.signal.aborted ? this.#lose(id) : await this.#complete(id, lease.token, completion);
    } finally {
      this.#stopped.signal.removeEventListener('abort', onStop);
      await lease.end();
      await log.end();
    }
  }

  #lose(id: string): RunnerResult {
    say(`ocore: ${id} has lost its lease. Its command was ended.`);
    return 'lease_lost';
  }

  /** @throws ApiFailure if it cannot be sent. The lease then expires, and the service fails the deployment */
  async #complete(id: string, lease: string, completion: Completion): Promise<RunnerResult> {
    const key = randomUUID();
    for (let failures = 1; ; failures += 1) {
      try {
        await this.#options.api.complete(id, lease, completion, key);
        if (completion.statusReason !== undefined) say(`ocore: ${id} ${completion.status}: ${completion.statusReason}`);
        return completion.status;
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 409) return this.#lose(id);
        const { changePlan, submodules, commitMessage, commitAuthor, ...rest } = completion;
        const isRich = [changePlan, submodules, commitMessage, commitAuthor].some((fact) => fact !== undefined);
        if (error instanceof ApiFailure && error.status === 400 && isRich) {
          // Completing without them is better than not completing.
          say(`ocore: ${id} is completed without its change plan, submodules and commit message: ${error.message}`);
          return this.#complete(id, lease, rest);
        }
        if (!isTransient(error) || failures >= maxCompleteTries) throw error;
        await pause(backOffMs(failures), AbortSignal.timeout(60_000));
      }
    }
  }
}
