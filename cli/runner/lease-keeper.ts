import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Heartbeat } from '#shared/contract/runner.ts';
import { runnerLeaseMs } from '#shared/domain/deployments/start-pending.ts';
import { backOffMs, pause } from './back-off.ts';
import type { Interruption } from './interruption.ts';
import { isTransient } from './is-transient.ts';
import type { CommitFacts } from './runner-api.ts';

/**
 * Milliseconds. A failed heartbeat is repeated after at most `retryMs`, until the lease expires.
 * Source: docs/design/deployments.md, "The lease".
 */
export const leaseTiming = { leaseMs: runnerLeaseMs, heartbeatMs: 15_000, jitterMs: 5000, retryMs: 2000 };
export type LeaseTiming = typeof leaseTiming;

type Beat = (
  lease: string,
  facts: CommitFacts,
) => Promise<Pick<Heartbeat, 'cancel'> & { readonly lease: { readonly token: string } }>;

/**
 * Renews a lease by heartbeats, which report what was found in the commit, and interrupts the deployment when the lease is
 * lost or a cancel was requested.
 */
export class LeaseKeeper {
  #token: string;
  readonly #beat: Beat;
  readonly #interrupt: (why: Interruption) => void;
  readonly #timing: LeaseTiming;
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;
  /** What no heartbeat has reported yet. */
  #facts: CommitFacts = {};
  /** Ends the present pause between two heartbeats. */
  #wake = new AbortController();
  /** By this process's monotonic clock, from the moment the request was sent, because clocks of two machines differ. */
  #expiresAt: number;

  constructor(token: string, beat: Beat, interrupt: (why: Interruption) => void, timing: LeaseTiming = leaseTiming) {
    this.#token = token;
    this.#beat = beat;
    this.#interrupt = interrupt;
    this.#timing = timing;
    this.#expiresAt = performance.now() + timing.leaseMs;
    this.#running = this.#run();
  }

  /** The newest token. */
  get token(): string {
    return this.#token;
  }

  /** Sends a heartbeat at once, or after the one that is under way, that reports what was found in the commit. */
  report(facts: CommitFacts): void {
    this.#facts = { ...this.#facts, ...facts };
    this.#wake.abort();
  }

  /** Stops sending heartbeats and waits for none. The present token stays valid until it expires. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { heartbeatMs, jitterMs, retryMs } = this.#timing;
    // The first heartbeat is sent at once: if earlier answers to the claim were lost, the lease is already old.
    let wait = 0;
    for (;;) {
      const until = AbortSignal.any([this.#ended.signal, this.#wake.signal]);
      await pause(Math.min(wait, Math.max(0, this.#expiresAt - performance.now())), until);
      this.#wake = new AbortController();
      if (this.#ended.signal.aborted) return;
      if (performance.now() >= this.#expiresAt) return this.#interrupt('lease_lost');
      const sentAt = performance.now();
      const { lease, cancel, isLost } = await this.#once();
      if (isLost) return this.#interrupt('lease_lost');
      if (cancel) this.#interrupt('cancelled');
      if (lease !== null) {
        this.#token = lease;
        this.#expiresAt = sentAt + this.#timing.leaseMs;
      }
      wait = lease === null ? Math.min(retryMs, backOffMs(1)) : heartbeatMs + Math.random() * jitterMs;
    }
  }

  async #once(): Promise<{ readonly lease: string | null; readonly cancel: boolean; readonly isLost: boolean }> {
    // A hanging call must not outlast the lease, because the command would continue without one.
    const late = new AbortController();
    const left = pause(this.#expiresAt - performance.now(), AbortSignal.any([late.signal, this.#ended.signal]));
    const facts = this.#facts;
    this.#facts = {};
    try {
      const answer = await Promise.race([this.#beat(this.#token, facts), left]);
      if (answer === undefined) return { lease: null, cancel: false, isLost: !this.#ended.signal.aborted };
      return { lease: answer.lease.token, cancel: answer.cancel, isLost: false };
    } catch (error) {
      // A deployment goes on without facts that the service does not take.
      const isRefused = error instanceof ApiFailure && error.status === 400 && Object.keys(facts).length > 0;
      if (!isRefused) this.#facts = { ...facts, ...this.#facts };
      const isLost = !isRefused && !isTransient(error) && !this.#ended.signal.aborted;
      return { lease: null, cancel: false, isLost };
    } finally {
      late.abort();
    }
  }
}
