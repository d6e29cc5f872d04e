import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '#shared/contract/new-id.ts';
import type { ComparedFiles } from '#shared/domain/deliveries/compared-files.ts';
import { newestCommit } from '#shared/domain/deliveries/evaluate-mapping.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { EventSource, GitEvent } from '#shared/domain/records/git-event.ts';
import { decideDelivery } from '#shared/workflows/deliveries/decide-delivery.ts';
import {
  deploymentSummary,
  environmentRecord,
  gitEvent,
  mappingRecord,
  past,
  projectOf,
  repositoryRecord,
} from '#test/fixtures/records.ts';

type Kind = 'quiet' | 'loud' | 'skipped';
const ref = 'refs/heads/staging';
/** Edges keep the first twelve digits. */
const commit = (n: number): string => n.toString(16).padStart(12, 'a').padEnd(40, '0');

/** A branch whose pushes reach the service in any order, and the deliveries that wait for a comparison. */
class WaitingBranch {
  readonly #kinds: readonly Kind[];
  readonly #events = new Map<string, GitEvent>();
  readonly #repository = repositoryRecord();
  #environment: EnvironmentRecord = environmentRecord({
    current: deploymentSummary({ commitSha: commit(1) }),
  });
  #heads: Parameters<typeof decideDelivery>[0]['heads'] = new Map();

  constructor(kinds: readonly Kind[]) {
    this.#kinds = kinds;
  }

  /** The commit of the push with this index; the one before the first is deployed. */
  #event(index: number): GitEvent {
    const date = new Date(Date.parse(past) + index * 3_600_000).toISOString();
    return gitEvent({
      kind: 'push',
      ref,
      before: commit(index + 1),
      after: commit(index + 2),
      pushedAt: null,
      committedAt: date,
      files: null,
      skipMarker: this.#kinds[index] === 'skipped' ? '[skip ci]' : null,
    });
  }

  #indexOf(sha: string | null): number {
    return this.#kinds.findIndex((_, index) => commit(index + 2) === sha);
  }

  deliver(index: number): void {
    this.#decide(this.#event(index), 'delivery');
  }

  #decide(event: GitEvent, source: EventSource, compared?: ComparedFiles): void {
    const id = newId('delivery', past);
    this.#events.set(id, event);
    const mapping = mappingRecord({ branchPattern: 'staging', environmentId: this.#environment.id, paths: ['addons'] });
    const summary = { ...this.#repository, status: 'connected', comparesCommits: true } as const;
    const project = projectOf([this.#environment], [mapping], { repository: summary });
    const state = { project, repository: this.#repository, environments: [this.#environment], heads: this.#heads };
    const origin = { id, provider: 'gitlab', event: 'push', receivedAt: past, source } as const;
    const payload = { repository: null, changes: [event] };
    const found = compared === undefined ? state : { ...state, compared };
    const { effects } = decideDelivery(found, this.#repository, payload, [event], origin, null);
    this.#environment = effects.environments[0] ?? this.#environment;
    this.#heads = new Map([...this.#heads, ...effects.heads.map((head) => [head.ref, head] as const)]);
  }

  /** The provider lists the files of every push after the deployed one. @returns whether anything waited */
  compare(): boolean {
    const waiting = this.#heads.get(ref)?.comparing?.deliveryId ?? null;
    const event = waiting === null ? undefined : this.#events.get(waiting);
    if (event === undefined) return false;
    const base = newestCommit(this.#environment) ?? '';
    const changed = this.#kinds.slice(this.#indexOf(base) + 1, this.#indexOf(event.after) + 1);
    const files = changed.map((kind) => (kind === 'quiet' ? 'docs/a.md' : 'addons/b.py'));
    this.#decide(event, 'comparison', { base, head: event.after ?? '', files, why: null });
    return true;
  }

  get deployed(): number {
    return this.#indexOf(newestCommit(this.#environment));
  }
}

const kinds = fc.array(fc.constantFrom<Kind>('quiet', 'loud', 'skipped'), { minLength: 1, maxLength: 6 });
const story = kinds.chain((pushes) => {
  const order = fc.shuffledSubarray(
    pushes.map((_, index) => index),
    { minLength: pushes.length, maxLength: pushes.length },
  );
  const ticks = fc.array(fc.boolean(), { minLength: pushes.length, maxLength: pushes.length });
  return fc.record({ pushes: fc.constant(pushes), order, ticks });
});

describe('pushes that wait for a comparison, delivered in any order and compared at any time', () => {
  it('end with every watched change deployed that a push without a skip marker brought, and never go back', () => {
    fc.assert(
      fc.property(story, ({ pushes, order, ticks }) => {
        const branch = new WaitingBranch(pushes);
        let before = branch.deployed;

        for (const [step, index] of order.entries()) {
          branch.deliver(index);
          if (ticks[step] === true) branch.compare();
          expect(branch.deployed).toBeGreaterThanOrEqual(before);
          before = branch.deployed;
        }
        while (branch.compare());

        const last = pushes.findLastIndex((kind) => kind !== 'skipped');
        const watched = pushes.slice(0, last + 1).findLastIndex((kind) => kind !== 'quiet');
        expect(branch.deployed).toBeGreaterThanOrEqual(watched);
        expect(branch.deployed).toBeLessThanOrEqual(last);
      }),
      { numRuns: 100 },
    );
  });
});
