import * as z from 'zod/mini';
import { Outcome } from './decision.ts';
import { DeliveryId, DeploymentId } from './id.ts';
import { Text } from './text.ts';

/**
 * What a provider is answered: 202 where a deployment was queued or now waits, 200 otherwise.
 * Source: docs/design/resources.md, "Webhook answer".
 */
export const WebhookAnswer = z
  .object({
    deliveryId: DeliveryId,
    decision: Outcome,
    reason: Text,
    deployments: z.array(DeploymentId),
  })
  .register(z.globalRegistry, { id: 'WebhookAnswer' });
export type WebhookAnswer = z.infer<typeof WebhookAnswer>;
