import { redeliverDelivery } from '#shared/contract/endpoints/deliveries.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore delivery redeliver`. */
export const deliveryRedeliver = apiCommand('delivery redeliver', redeliverDelivery, {
  summary: 'Run a stored delivery again with the present configuration',
  examples: ['ocore delivery redeliver prj_… dlv_…'],
  arguments: ['project', 'delivery'],
  shape: 'id',
  idOf: (body) => body.deliveryId,
  said: (body) => [body.reason],
});
