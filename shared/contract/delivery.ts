import * as z from 'zod/mini';
import { Decision, DecisionOutcome } from './decision.ts';
import { CommitSha } from './deployment.ts';
import { DeliveryId, DeploymentId } from './id.ts';
import { RefName } from './ref-name.ts';
import { Provider } from './repository.ts';
import { atMost, TextOrNull, Timestamp } from './text.ts';
import { textLimits } from './text-limits.ts';

/** An authentic delivery with its decision. Source: docs/design/resources.md, "Delivery". */
export const Delivery = z
  .object({
    id: DeliveryId,
    provider: Provider,
    providerDeliveryId: z.nullable(z.string()),
    event: z.string(),
    ref: z.nullable(z.string()),
    before: z.nullable(z.string()),
    after: z.nullable(z.string()),
    author: TextOrNull,
    message: TextOrNull,
    commitUrl: TextOrNull,
    deployments: z.array(DeploymentId),
    receivedAt: Timestamp,
    durationMs: z.int(),
    generation: z.int(),
    redeliveryOf: z.nullable(DeliveryId),
    decision: Decision,
  })
  .register(z.globalRegistry, { id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

/** The filters of a list of deliveries. `ref`: a full ref, or the short name of a branch or tag. */
export const deliveryFilter = {
  event: z.optional(z.string().check(z.minLength(1, 'must not be empty'), atMost(textLimits.eventName))),
  ref: z.optional(z.string().check(z.minLength(1, 'must not be empty'), atMost(textLimits.ref))),
  outcome: z.optional(DecisionOutcome),
};

/** A described push, for a simulation. */
export const SimulateBody = z
  .strictObject({
    event: z.enum(['push', 'merge', 'tag', 'delete']),
    branch: z.optional(RefName),
    tag: z.optional(RefName),
    commitSha: z.optional(CommitSha),
    message: z.optional(z.string().check(atMost(textLimits.simulatedMessage))),
    files: z.optional(
      z
        .array(z.string().check(atMost(textLimits.simulatedFile)))
        .check(z.maxLength(textLimits.files, `must have at most ${textLimits.files} entries`)),
    ),
  })
  .check((context) => {
    const { event, branch, tag } = context.value;
    const issue = (field: string, message: string): void => {
      context.issues.push({ code: 'custom', path: [field], message, input: context.value });
    };
    if (event === 'tag') {
      if (tag === undefined) issue('tag', 'must be sent with the event tag');
      if (branch !== undefined) issue('branch', 'must not be sent with the event tag');
    } else if (branch !== undefined && tag !== undefined) issue('tag', 'must not be sent together with branch');
    else if (event !== 'delete' && tag !== undefined) issue('tag', `must not be sent with the event ${event}`);
    else if (branch === undefined && tag === undefined) issue('branch', `must be sent with the event ${event}`);
  });
export type SimulateBody = z.infer<typeof SimulateBody>;
