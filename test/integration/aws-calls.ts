import { table } from '#shared/data/table/table.ts';
import { secretsManager } from '#shared/secrets/client.ts';

export type CountedCalls<T> = {
  readonly result: T;
  /** In the order of their beginning: `Query`, `TransactWriteItems`. */
  readonly calls: readonly string[];
  /** How many were under way at the same time. */
  readonly maxAtOnce: number;
};

type Send = (args: unknown) => Promise<unknown>;

/** Counts what the handlers of this process ask of DynamoDB and Secrets Manager. */
export class AwsCalls {
  #calls: string[] = [];
  #underWay = 0;
  #maxAtOnce = 0;

  /** To be made once per test file, after the service has started. */
  constructor() {
    const add = (stack: { add(middleware: never, options: never): void }): void => {
      const middleware = (next: Send, context: { commandName?: string }) => async (args: unknown) => {
        this.#calls.push((context.commandName ?? '').replace(/Command$/, ''));
        this.#underWay += 1;
        this.#maxAtOnce = Math.max(this.#maxAtOnce, this.#underWay);
        try {
          return await next(args);
        } finally {
          this.#underWay -= 1;
        }
      };
      stack.add(middleware as never, { step: 'initialize', priority: 'high', name: 'counted-calls' } as never);
    };
    add(table().client.middlewareStack);
    add(secretsManager().middlewareStack);
  }

  async during<T>(work: () => Promise<T>): Promise<CountedCalls<T>> {
    this.#calls = [];
    this.#maxAtOnce = 0;
    const result = await work();
    return { result, calls: [...this.#calls], maxAtOnce: this.#maxAtOnce };
  }
}
