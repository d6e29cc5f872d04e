import { setTimeout } from 'node:timers/promises';
import type { Page, Route } from 'playwright-core';
import { type Code, failure, problemOf } from './intercepted.ts';
import { rowOf } from './shown-lines.ts';

/** How an operation is answered: not at all, not before the test says so, by the service but late, or with a problem. */
export type Answer = 'nothing' | 'slow' | 'late' | Code;

/** How slow a service is that a screen has to be patient with. */
const lateMs = 3000;

/** Stands between a tab and the service: each operation is answered as the test says, and changes while the screen stays. */
export class Switchboard {
  readonly #answers = new Map<string, Answer>();
  readonly #asked = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  #slow = Promise.withResolvers<void>();

  static async of(page: Page): Promise<Switchboard> {
    const board = new Switchboard();
    await page.route(
      (url) => url.pathname.startsWith('/api/'),
      (route) => board.#take(route),
    );
    return board;
  }

  /** Answers these operations so, and every other one from the service. What was held is let go. */
  answer(answers: Readonly<Record<string, Answer>>): void {
    this.#slow.resolve();
    this.#slow = Promise.withResolvers();
    this.#answers.clear();
    for (const [operation, answer] of Object.entries(answers)) this.#answers.set(operation, answer);
  }

  /** The operations that were asked for since the last call, by operation id. */
  asked(): readonly string[] {
    const asked = [...this.#asked];
    this.#asked.clear();
    return asked.sort();
  }

  /** Waits until an operation is asked for from now on. */
  next(operation: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(operation, resolve));
  }

  async #take(route: Route): Promise<void> {
    const operation = rowOf(route.request().method(), new URL(route.request().url()).pathname)?.operationId ?? '';
    this.#asked.add(operation);
    this.#waiting.get(operation)?.();
    const answer = this.#answers.get(operation);
    if (answer === 'slow') await this.#slow.promise;
    if (answer === 'late') await setTimeout(lateMs);
    if (answer === 'slow' || answer === 'late' || answer === undefined) return route.continue();
    if (answer === 'nothing') return route.abort();
    return route.fulfill(problemOf(failure(answer)));
  }
}
