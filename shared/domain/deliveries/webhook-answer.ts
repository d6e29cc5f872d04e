import type { WebhookAnswer } from '#shared/contract/webhook.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';

/** The answer to a delivery that is decided now. */
export const firstAnswer = (answer: DeliveryRecord['answer']): WebhookAnswer => ({ ...answer, replayed: false });

/** The answer to a repeated delivery: what was decided the first time, and that nothing happens now. */
export const replayAnswer = (answer: DeliveryRecord['answer']): WebhookAnswer => ({
  ...answer,
  reason: `Replayed: ${answer.reason}`,
  replayed: true,
});
