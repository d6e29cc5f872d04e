import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { ProblemCode } from '#shared/contract/problem-code.ts';

/** What may happen to an environment. `at` picks a deployment among those that there were, the newest first. */
export type Command =
  | { readonly kind: 'push' | 'deploy' | 'pause' | 'resume' | 'claim' | 'heartbeat' | 'lose' | 'expire' }
  | { readonly kind: 'approval'; readonly required: boolean }
  | { readonly kind: 'approve' | 'cancel' | 'redeploy'; readonly at: number }
  | { readonly kind: 'complete'; readonly status: 'succeeded' | 'failed' | 'cancelled' | 'superseded' };

type Modelled = {
  readonly byHand: boolean;
  /** Which commit, in the order in which they were first deployed. */
  readonly commit: number;
  status: DeploymentStatus;
  paused: boolean;
  unapproved: boolean;
};

/** What the answer to a command has to be: a status, or the code of a problem. */
export type Expected = number | ProblemCode;

const ended = (one: Modelled): boolean => ['succeeded', 'failed', 'cancelled', 'superseded'].includes(one.status);

/**
 * The lifecycle of docs/design/deployments.md, "Steps" once more, as short as it can be told: one running, one pending,
 * the newest pending wins. It shares no line with the code under test.
 */
export class LifecycleModel {
  readonly deployments: Modelled[] = [];
  paused = false;
  approval = false;
  current: number | null = null;
  running: number | null = null;
  pending: number | null = null;
  cancelAsked = false;
  /** What the runner of the newest claim is told once its deployment has ended. */
  afterEnd: 'lease_lost' | 'deployment_already_finished' = 'deployment_already_finished';

  /** The deployment that `at` picks; null where there is none yet. */
  pick(at: number): number | null {
    return this.deployments.length === 0 ? null : this.deployments.length - 1 - (at % this.deployments.length);
  }

  #set(index: number | null, status: DeploymentStatus): void {
    const one = index === null ? undefined : this.deployments[index];
    if (one !== undefined) one.status = status;
  }

  #accept(byHand: boolean, commit: number): void {
    this.#set(this.pending, 'superseded');
    const paused = this.paused && !byHand;
    const unapproved = this.approval;
    this.pending = this.deployments.length;
    this.deployments.push({ byHand, commit, paused, unapproved, status: paused || unapproved ? 'waiting' : 'queued' });
  }

  #settle(one: Modelled): void {
    one.status = one.paused || one.unapproved ? 'waiting' : 'queued';
  }

  #end(status: DeploymentStatus): void {
    this.#set(this.running, status);
    if (status === 'succeeded') this.current = this.running;
    this.running = null;
    this.cancelAsked = false;
  }

  take(command: Command): Expected {
    const waiting = this.pending === null ? undefined : this.deployments[this.pending];
    switch (command.kind) {
      case 'push':
        this.#accept(false, this.deployments.length);
        return 202;
      case 'deploy':
        this.#accept(true, this.deployments.length);
        return 202;
      case 'approval':
        this.approval = command.required;
        return 200;
      case 'pause':
        this.paused = true;
        if (waiting !== undefined && !waiting.byHand) {
          waiting.paused = true;
          this.#settle(waiting);
        }
        return 200;
      case 'resume':
        this.paused = false;
        if (waiting !== undefined) {
          waiting.paused = false;
          this.#settle(waiting);
        }
        return 200;
      case 'claim':
        if (this.running !== null || waiting?.status !== 'queued') return 204;
        waiting.status = 'running';
        this.running = this.pending;
        this.pending = null;
        return 200;
      case 'heartbeat':
        return this.running === null ? this.afterEnd : 200;
      case 'complete':
        if (this.running === null) return this.afterEnd;
        this.afterEnd = 'deployment_already_finished';
        this.#end(command.status);
        return 204;
      case 'lose':
        if (this.running !== null) {
          this.afterEnd = 'lease_lost';
          this.#end(this.cancelAsked ? 'cancelled' : 'failed');
        }
        return 200;
      case 'expire':
        this.take({ kind: 'lose' });
        // What a pause holds too does not run out.
        if (waiting?.status === 'waiting' && !waiting.paused) {
          waiting.status = 'cancelled';
          this.pending = null;
        }
        return 200;
      case 'approve':
      case 'cancel':
      case 'redeploy':
        return this.#ofOne(command.kind, this.pick(command.at));
    }
  }

  #ofOne(kind: 'approve' | 'cancel' | 'redeploy', index: number | null): Expected {
    const one = index === null ? undefined : this.deployments[index];
    if (one === undefined) return 'not_found';
    if (kind === 'approve') {
      if (one.status !== 'waiting' || !one.unapproved) return 'conflict';
      one.unapproved = false;
      this.#settle(one);
      return 200;
    }
    if (kind === 'cancel') {
      if (ended(one)) return 'deployment_not_cancellable';
      if (index === this.running) this.cancelAsked = true;
      else {
        one.status = 'cancelled';
        this.pending = null;
      }
      return 200;
    }
    if (!ended(one)) return 'conflict';
    const newest = this.running ?? this.current;
    const stands = newest === null ? undefined : this.deployments[newest];
    if (stands !== undefined && one.commit < stands.commit) this.paused = true;
    this.#accept(true, one.commit);
    return 202;
  }
}
