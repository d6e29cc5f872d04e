import * as z from 'zod/mini';
import { decimal } from './decimal.ts';
import { Text, Timestamp } from './text.ts';

/** Line numbers have eight digits in the table. Source: docs/design/single-table.md, "Limits". */
export const lastLogLine = 99_999_999;

const sequence = `must be a whole number from 1 to ${lastLogLine}`;

/** The number of a log line; the first is 1. */
export const LogSequence = z.int(sequence).check(z.minimum(1, sequence), z.maximum(lastLogLine, sequence));

/** A page of a deployment's log. Source: docs/design/resources.md, "Deployment log". */
export const DeploymentLog = z
  .object({
    lines: z.array(z.object({ seq: LogSequence, at: Timestamp, text: Text })),
    lastSeq: z.int().register(z.globalRegistry, {
      description: 'The number of the last line of this answer; `after` if it has none. 0: there is no line yet.',
    }),
    nextCursor: z.nullable(z.int()).register(z.globalRegistry, {
      description: 'The next value for `after`; null once the deployment has ended and nothing follows.',
    }),
  })
  .register(z.globalRegistry, { id: 'DeploymentLog' });
export type DeploymentLog = z.infer<typeof DeploymentLog>;

const where = 'must be the number of the last line that was read';

/** The line after which the page begins; 0 for the beginning. */
export const LogQuery = z.strictObject({
  after: decimal(z.number(where).check(z.int(where), z.minimum(0, where), z.maximum(lastLogLine, where)), 0),
});
