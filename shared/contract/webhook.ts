import * as z from 'zod/mini';
import { DecisionOutcome } from './decision.ts';
import { DeliveryId, DeploymentId } from './id.ts';
import { Text } from './text.ts';

/**
 * The answer to a provider: 202 if a deployment was queued or waits, 200 otherwise, also for a replay.
 * Source: docs/design/resources.md, "Webhook answer".
 */
export const WebhookAnswer = z
  .object({
    deliveryId: DeliveryId,
    decision: DecisionOutcome,
    reason: Text,
    deployments: z.array(DeploymentId),
    replayed: z.boolean().register(z.globalRegistry, {
      description: 'True if the delivery was decided before: the answer repeats that decision and nothing happens now.',
    }),
  })
  .register(z.globalRegistry, { id: 'WebhookAnswer' });
export type WebhookAnswer = z.infer<typeof WebhookAnswer>;
