/** A Lambda's entry point, whatever it takes and gives. */
export type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const loaded = new Map<string, Promise<Handler>>();

/** What Lambda hands to a handler beside the event. */
const context = { getRemainingTimeInMillis: () => 30_000, callbackWaitsForEmptyEventLoop: false };

const load = async (file: string): Promise<Handler> => {
  const module: unknown = await import(new URL(`../../functions/${file}.ts`, import.meta.url).href);
  return (module as { handler: Handler }).handler;
};

/**
 * Invokes a function of functions/ by its file without ending. It is loaded at its first call, so that the service
 * starts fast.
 */
export const invoke = async (file: string, event: unknown): Promise<unknown> => {
  const handler = loaded.get(file) ?? load(file);
  loaded.set(file, handler);
  return (await handler)(event, context);
};
