import { table } from '#shared/data/table/table.ts';
import { secretsManager } from '#shared/secrets/client.ts';

/** Where a process that makes AWS calls is hit. */
export type Fault = {
  /** Which call, counted from 1. */
  readonly at: number;
  /** Whether the call took effect before its answer was lost. */
  readonly when: 'before' | 'after';
  /** `once`: only this call fails. `for good`: the process died with it, and none of its later calls arrives. */
  readonly how: 'once' | 'for good';
};

/** Every way to be hit at the call with this number. A death before it is the death after the call in front of it. */
export const faultsAt = (at: number): readonly Fault[] => [
  { at, when: 'before', how: 'once' },
  { at, when: 'after', how: 'once' },
  { at, when: 'after', how: 'for good' },
];

/**
 * Runs a scenario against every AWS call in turn: lost before and after it took effect, or the process with it, until a
 * number is beyond the last call.
 * @param scenario says whether the call was reached
 * @returns how many calls there were at least
 */
export const everyCall = async (
  scenario: (fault: Fault) => Promise<boolean>,
  { from = 1, faults = faultsAt }: { readonly from?: number; readonly faults?: typeof faultsAt } = {},
): Promise<number> => {
  for (let at = from; ; at += 1) {
    let hit = false;
    for (const fault of faults(at)) {
      try {
        hit = (await scenario(fault)) || hit;
      } catch (error) {
        throw new Error(`Call ${at} lost ${fault.when} its effect, ${fault.how}.`, { cause: error });
      }
    }
    if (!hit) return at - 1;
  }
};

type Send = (args: unknown) => Promise<unknown>;
type Hook = (command: string, input: unknown, send: () => Promise<unknown>) => Promise<unknown>;

/** The connection broke: nothing that the SDK knows, and nothing that it tries again at this place. */
class Crash extends Error {
  override readonly name = 'Crash';
}

/** Stands in front of the handlers' DynamoDB and Secrets Manager clients, outside the SDK's own retries. */
export class AwsFaults {
  #hook: Hook | null = null;

  /** To be made once per test file, after the service has started. */
  constructor() {
    const add = (stack: { add(middleware: never, options: never): void }): void => {
      const middleware = (next: Send, context: { commandName?: string }) => (args: { input: unknown }) => {
        const hook = this.#hook;
        return hook === null ? next(args) : hook(context.commandName ?? '', args.input, () => next(args));
      };
      stack.add(middleware as never, { step: 'initialize', priority: 'high', name: 'test-faults' } as never);
    };
    add(table().client.middlewareStack);
    add(secretsManager().middlewareStack);
  }

  /** Hands every call to `hook` while `work` runs. */
  async during<T>(hook: Hook, work: () => Promise<T>): Promise<T> {
    if (this.#hook !== null) throw new Error('Faults are in force already.');
    this.#hook = hook;
    try {
      return await work();
    } finally {
      this.#hook = null;
    }
  }

  /** Runs `work` and hits it. @returns its result, and the calls in order; `hit` where the fault was reached */
  async hitting<T>(fault: Fault, work: () => Promise<T>): Promise<{ result: T; calls: string[]; hit: boolean }> {
    const calls: string[] = [];
    const hook: Hook = async (command, _input, send) => {
      const number = calls.push(command);
      if (number < fault.at || (number > fault.at && fault.how === 'once')) return send();
      if (number === fault.at && fault.when === 'after') await send();
      throw new Crash(`${command}, call ${number}`);
    };
    const result = await this.during(hook, work);
    return { result, calls, hit: calls.length >= fault.at };
  }
}
