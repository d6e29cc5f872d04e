/** Which guard the code of the service is without at the moment, by what it keeps out; null: it has all of them. */
export const removedGuard: { keepsOut: string | null } = { keepsOut: null };

type Code = Readonly<Record<string, unknown>>;

const isReached = (value: unknown): value is object =>
  typeof value === 'function' || (typeof value === 'object' && value !== null);

/** In the place of something, whatever stands there at the moment of each use. */
const inItsPlace = <T extends object>(first: T, present: () => unknown, use: Partial<ProxyHandler<T>> = {}): T => {
  const reached =
    (trap: keyof typeof Reflect) =>
    (_: unknown, ...given: unknown[]) =>
      (Reflect[trap] as (...all: unknown[]) => unknown)(present(), ...given);
  const traps: ProxyHandler<T> = new Proxy(use, {
    get: (own, trap) => own[trap as keyof typeof own] ?? reached(trap as keyof typeof Reflect),
  });
  return new Proxy(first, traps);
};

/** What a call gives; of a function that it gives, what the present code would have given, as of `endpoint`. */
const called = (present: () => unknown) => (_: unknown, self: unknown, given: unknown[]) => {
  const call = (): unknown => Reflect.apply(present() as () => unknown, self, given);
  const first = call();
  if (typeof first !== 'function') return first;
  const made = new Map<string | null, unknown>([[removedGuard.keepsOut, first]]);
  return inItsPlace(first, () => {
    const { keepsOut } = removedGuard;
    if (!made.has(keepsOut)) made.set(keepsOut, call());
    return made.get(keepsOut);
  });
};

/**
 * What a module exports while its guards come and go: each use reaches the code as it is at that moment.
 * @param whole its code with all guards
 * @param without its code without one of them, by what it keeps out
 */
export const switched = (name: string, whole: Code, without: Readonly<Record<string, Code>>): unknown => {
  const present = (): unknown => (without[removedGuard.keepsOut ?? ''] ?? whole)[name];
  const exported = whole[name];
  if (!isReached(exported)) return exported;
  return inItsPlace(exported, present, typeof exported === 'function' ? { apply: called(present) } : {});
};
