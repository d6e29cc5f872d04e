import * as z from 'zod/mini';

/** Messages to the watchdog: what to run, once, and when to stop it. */
export const GuardOrder = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    file: z.string(),
    arguments: z.array(z.string()),
    directory: z.string(),
    environment: z.record(z.string(), z.string()),
    /** `NAME=value` in the environment of every descendant; null to stop only the group. */
    marker: z.nullable(z.string()),
    /** Directories to remove when the runner ends. */
    remove: z.array(z.string()),
  }),
  /** SIGTERM now, SIGKILL after the grace. */
  z.object({ kind: z.literal('stop'), graceMs: z.int() }),
]);
export type GuardOrder = z.infer<typeof GuardOrder>;

/** Messages of the watchdog: the process group was started, could not be started, or has ended. */
export const GuardReport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), group: z.int() }),
  z.object({ kind: z.literal('refused'), message: z.string() }),
  z.object({ kind: z.literal('ended'), code: z.nullable(z.int()), signal: z.nullable(z.string()) }),
]);
export type GuardReport = z.infer<typeof GuardReport>;
