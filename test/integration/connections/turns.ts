import { AsyncLocalStorage } from 'node:async_hooks';
import type { Scheduler } from 'fast-check';

/** A request under way. It may die with one of its calls: that takes effect, and none of its later calls arrives. */
type Actor = { readonly name: string; calls: number; readonly diesAt: number };
const actors = new AsyncLocalStorage<Actor>();

class Death extends Error {
  override readonly name = 'Death';
}

let giver: Scheduler | null = null;

/** From now on, this scheduler gives the calls of all requests their turns. */
export const followScheduler = (scheduler: Scheduler): void => {
  giver = scheduler;
};

/** Starts a request. @param diesAt the number of the call that it dies with */
export const startRequest = <T>(name: string, diesAt: number, work: () => Promise<T>): Promise<T> =>
  actors.run({ name, calls: 0, diesAt }, work);

/** Waits for the turn of a call, and lets it take effect. What no request does happens at once. */
export const takeTurn = async <T>(what: string, effect: () => T): Promise<T> => {
  const actor = actors.getStore();
  if (actor === undefined || giver === null) return effect();
  await giver.schedule(Promise.resolve(), `${actor.name}: ${what}`);
  actor.calls += 1;
  if (actor.calls > actor.diesAt) throw new Death(what);
  const result = effect();
  if (actor.calls === actor.diesAt) throw new Death(what);
  return result;
};

/** The factory for `vi.mock('node:timers/promises')`: a pause takes as long as it takes until its turn comes. */
export const pausesMock = async (original: () => Promise<unknown>) => ({
  ...((await original()) as object),
  setTimeout: <T>(_ms?: number, value?: T) => takeTurn('pause', () => value),
});
