import { Session } from 'node:inspector/promises';

type Function_ = (this: never, ...args: never[]) => unknown;
type Patch = {
  readonly on: object;
  readonly name: string;
  readonly cost: (self: never, result: never, args: readonly never[]) => number;
};

/** How far a search came that began at an index. */
const scanned = (self: { readonly length: number }, result: number, from: unknown): number =>
  (result < 0 ? self.length : result + 1) - (typeof from === 'number' ? from : 0);
const whole = (self: { readonly length: number }): number => self.length;
const matched = (self: RegExp, input: string, start: number, end: number | null): number => {
  if (end !== null) return end - start;
  return self.sticky ? 1 : input.length - start;
};

const arrayIterator = Object.getPrototypeOf([][Symbol.iterator]()) as object;
/** What runs in the engine, and is no step of our code: it costs what it reads. */
const patches: readonly Patch[] = [
  ...['indexOf', 'includes'].flatMap((name) =>
    [String.prototype, Array.prototype].map((on) => ({
      on,
      name,
      cost: (self: string, result: number | boolean, args: readonly unknown[]) =>
        scanned(self, typeof result === 'number' ? result : -1, args[1]),
    })),
  ),
  ...[
    'split',
    'trim',
    'trimEnd',
    'trimStart',
    'toLowerCase',
    'normalize',
    'replaceAll',
    'lastIndexOf',
    'isWellFormed',
    'toWellFormed',
  ].map((name) => ({ on: String.prototype, name, cost: whole })),
  ...['concat', 'join', 'reverse', 'sort'].map((name) => ({ on: Array.prototype, name, cost: whole })),
  { on: arrayIterator, name: 'next', cost: () => 1 },
];

const withPatches = async (add: (steps: number) => void, work: () => unknown): Promise<void> => {
  const undo: (() => void)[] = [];
  const replace = (on: object, name: string, by: Function_): void => {
    const descriptor = Object.getOwnPropertyDescriptor(on, name);
    if (descriptor === undefined) throw new Error(`${name} is not there.`);
    Object.defineProperty(on, name, { ...descriptor, value: by });
    undo.unshift(() => Object.defineProperty(on, name, descriptor));
  };
  for (const { on, name, cost } of patches) {
    const original = (on as Record<string, Function_>)[name] as Function_;
    replace(on, name, function (this: never, ...args: never[]) {
      const result = Reflect.apply(original, this, args);
      add(Math.max(1, cost(this, result as never, args)));
      return result;
    });
  }
  const { exec } = RegExp.prototype;
  // Everything that takes an expression calls it.
  replace(RegExp.prototype, 'exec', function (this: RegExp, input: string) {
    const start = this.global || this.sticky ? this.lastIndex : 0;
    const found = Reflect.apply(exec, this, [input]) as RegExpExecArray | null;
    add(Math.max(1, matched(this, input, start, found === null ? null : found.index + found[0].length)));
    return found;
  } as Function_);
  try {
    await work();
  } finally {
    for (const one of undo) one();
  }
};

/** Counts the steps of our code: how often each block runs, and how much the engine reads for it. */
export class StepCounter {
  readonly #session = new Session();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  async stop(): Promise<void> {
    await this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  async count(work: () => unknown): Promise<number> {
    let steps = 0;
    await this.#session.post('Profiler.takePreciseCoverage');
    await withPatches((more) => {
      steps += more;
    }, work);
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    const own = result.filter(
      ({ url }) => /\/(shared|cli|functions|quadratic)\b/.test(url) && !url.includes('node_modules'),
    );
    const blocks = own.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)));
    return blocks.reduce((sum, count) => sum + count, steps);
  }
}
