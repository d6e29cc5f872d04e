import type { Heartbeat } from '#shared/contract/runner.ts';
import { backOffMs, pause } from './back-off.ts';
import type { Interruption } from './interruption.ts';
import { isPassing } from './is-passing.ts';

/**
 * Milliseconds. A heartbeat that fails is repeated within `retryMs` until the lease is over.
 * Source: docs/design/deployments.md, "The lease".
 */
export const leaseTiming = { leaseMs: 60_000, heartbeatMs: 15_000, jitterMs: 5000, retryMs: 2000 };
export type LeaseTiming = typeof leaseTiming;

type Beat = (lease: string) => Promise<Pick<Heartbeat, 'cancel'> & { readonly lease: { readonly token: string } }>;

/** Keeps a lease by heartbeats, and tells when it is lost or when the deployment shall be cancelled. */
export class LeaseKeeper {
  #token: string;
  readonly #beat: Beat;
  readonly #interrupt: (why: Interruption) => void;
  readonly #timing: LeaseTiming;
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;
  /** By this process's own steady clock, from when the request was sent: clocks of two machines differ. */
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

  /** Sends no further heartbeat, and waits for none: until its own end, the token that is there is good. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { heartbeatMs, jitterMs, retryMs } = this.#timing;
    // At once: a claim whose first answers were lost has had its lease for a while.
    let wait = 0;
    for (;;) {
      await pause(Math.min(wait, Math.max(0, this.#expiresAt - performance.now())), this.#ended.signal);
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
    // A call that hangs must not outlast the lease: the command would go on without one.
    const late = new AbortController();
    const left = pause(this.#expiresAt - performance.now(), AbortSignal.any([late.signal, this.#ended.signal]));
    try {
      const answer = await Promise.race([this.#beat(this.#token), left]);
      if (answer === undefined) return { lease: null, cancel: false, isLost: !this.#ended.signal.aborted };
      return { lease: answer.lease.token, cancel: answer.cancel, isLost: false };
    } catch (error) {
      return { lease: null, cancel: false, isLost: !isPassing(error) && !this.#ended.signal.aborted };
    } finally {
      late.abort();
    }
  }
}
