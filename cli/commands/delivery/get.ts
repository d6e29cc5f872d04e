import { getDelivery } from '#shared/contract/endpoints/deliveries.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore delivery get`. */
export const deliveryGet = apiCommand('delivery get', getDelivery, {
  summary: 'Show a delivery: per mapping the rule that fired, or why none did',
  examples: ['ocore delivery get prj_… dlv_…'],
  arguments: ['project', 'delivery'],
  shape: 'one',
});
