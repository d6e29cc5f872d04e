import * as z from 'zod/mini';
import { Text, Timestamp } from './text.ts';

/** The number of a log line; the first is 1. */
export const LogSequence = z
  .int('must be a whole number from 1 to 99999999')
  .check(
    z.minimum(1, 'must be a whole number from 1 to 99999999'),
    z.maximum(99_999_999, 'must be a whole number from 1 to 99999999'),
  );

/** A page of a deployment's log. Source: wire.md, "GET …/logs". */
export const DeploymentLog = z
  .object({
    lines: z.array(z.object({ seq: LogSequence, at: Timestamp, text: Text })),
    nextCursor: z.nullable(z.int()).register(z.globalRegistry, {
      description: 'The next value for `after`; null once the deployment has ended and nothing follows.',
    }),
  })
  .register(z.globalRegistry, { id: 'DeploymentLog' });
export type DeploymentLog = z.infer<typeof DeploymentLog>;

const where = 'must be the number of the last line that was read';

/** Where to go on: after this line; 0 for the beginning. */
export const LogQuery = z.strictObject({
  after: z._default(z.coerce.number(where).check(z.int(where), z.minimum(0, where), z.maximum(99_999_999, where)), 0),
});
