import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import * as z from 'zod';
import { eventSource } from '#shared/contract/event.ts';
import { busRules } from '../bus-rules.ts';
import { AwsFault } from './aws-fault.ts';
import { invoke } from './function-registry.ts';

const Entry = z.object({
  Source: z.string(),
  DetailType: z.string(),
  Detail: z.string(),
  Time: z.union([z.number(), z.string()]).optional(),
});

/** An event as EventBridge passes it to a target. */
export type BusEvent = {
  readonly version: '0';
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: unknown;
};

const maxKept = 1000;
const retries = 3;

/** A small event bus. Each target gets its events in order, with retries. */
export class LocalBus {
  /** The newest events, for tests. */
  readonly events: BusEvent[] = [];
  readonly #retryMs: number;
  /** The work per target, so that a slow target blocks no other. */
  readonly #work = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(retryMs = 1000) {
    this.#retryMs = retryMs;
  }

  /** @param operation the part of X-Amz-Target after the dot @throws AwsFault */
  handle(operation: string, input: Readonly<Record<string, unknown>>): unknown {
    if (operation !== 'PutEvents')
      throw new AwsFault('UnknownOperationException', `The local bus does not know ${operation}.`);
    const entries = z.array(Entry).min(1).max(10).safeParse(input.Entries);
    if (!entries.success) throw new AwsFault('ValidationException', 'Entries must hold one to ten events.');
    return { FailedEntryCount: 0, Entries: entries.data.map((entry) => ({ EventId: this.#accept(entry) })) };
  }

  /** Waits until all targets are idle. */
  async idle(): Promise<void> {
    await Promise.all(this.#work.values());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.idle();
  }

  #accept(entry: z.infer<typeof Entry>): string {
    const event: BusEvent = {
      version: '0',
      id: ulid(),
      source: entry.Source,
      'detail-type': entry.DetailType,
      time: new Date().toISOString(),
      detail: JSON.parse(entry.Detail),
    };
    this.events.push(event);
    if (this.events.length > maxKept) this.events.shift();
    for (const { types, target } of busRules) {
      if (event.source !== eventSource || !types.some((type) => type === event['detail-type'])) continue;
      const work = this.#work.get(target) ?? Promise.resolve();
      this.#work.set(
        target,
        work.then(() => this.#deliver(target, event)),
      );
    }
    return event.id;
  }

  async #deliver(target: string, event: BusEvent): Promise<void> {
    for (let attempt = 0; attempt <= retries && !this.#stopped; attempt += 1) {
      try {
        await invoke(target, event);
        return;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        process.stderr.write(`${JSON.stringify({ level: 'error', message: 'bus target', target, attempt, reason })}\n`);
        if (attempt < retries) await sleep(this.#retryMs);
      }
    }
  }
}
