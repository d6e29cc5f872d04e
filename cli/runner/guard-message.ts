import * as z from 'zod/mini';

/** What a guard is told: what to run, once, and when to end it. */
export const GuardOrder = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    file: z.string(),
    arguments: z.array(z.string()),
    directory: z.string(),
    environment: z.record(z.string(), z.string()),
    /** `NAME=value` that each descendant has in its environment; null where only the group is ended. */
    marker: z.nullable(z.string()),
    /** Directories that must not outlive the runner. */
    remove: z.array(z.string()),
  }),
  /** SIGTERM now, SIGKILL after the grace. */
  z.object({ kind: z.literal('stop'), graceMs: z.int() }),
]);
export type GuardOrder = z.infer<typeof GuardOrder>;

/** What a guard tells: the id of the process group, that nothing could be started, or how it ended. */
export const GuardReport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), group: z.int() }),
  z.object({ kind: z.literal('refused'), message: z.string() }),
  z.object({ kind: z.literal('ended'), code: z.nullable(z.int()), signal: z.nullable(z.string()) }),
]);
export type GuardReport = z.infer<typeof GuardReport>;
