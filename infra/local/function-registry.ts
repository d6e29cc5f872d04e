import { LocalFailure } from './local-failure.ts';

/** The entry point of a Lambda. */
export type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const loaded = new Map<string, Promise<Handler>>();
const failures = new Map<string, number>();

/** The context argument of a handler. */
const context = { getRemainingTimeInMillis: () => 30_000, callbackWaitsForEmptyEventLoop: false };

const load = async (file: string): Promise<Handler> => {
  const url = new URL(`../../functions/${file}.ts`, import.meta.url);
  const before = failures.get(file) ?? 0;
  // Node keeps a module that threw while it was evaluated and throws the same error for ever. A query makes it another one.
  if (before > 0) url.searchParams.set('load', String(before));
  try {
    const module: unknown = await import(url.href);
    return (module as { handler: Handler }).handler;
  } catch (error) {
    failures.set(file, before + 1);
    loaded.delete(file);
    const reason = error instanceof Error ? error.message : String(error);
    throw new LocalFailure(`functions/${file}.ts cannot be loaded: ${reason}`, { cause: error });
  }
};

/**
 * Invokes a function by its file below functions/, without extension. It is loaded on the first call, so that the
 * service starts fast. A failed load is not cached: the next call loads it again.
 * @throws LocalFailure if it cannot be loaded, otherwise what the function throws
 */
export const invoke = async (file: string, event: unknown): Promise<unknown> => {
  const handler = loaded.get(file) ?? load(file);
  loaded.set(file, handler);
  return (await handler)(event, context);
};
