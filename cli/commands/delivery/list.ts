import { DecisionOutcome } from '#shared/contract/decision.ts';
import { listDeliveries } from '#shared/contract/endpoints/deliveries.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, text, wholeNumber } from '../../tree/options.ts';

/** `ocore delivery list`. */
export const deliveryList = apiCommand('delivery list', listDeliveries, {
  summary: 'List the webhook deliveries of the last 30 days, newest first',
  examples: ['ocore delivery list prj_…', 'ocore delivery list prj_… --outcome ignore --ref main'],
  arguments: ['project'],
  options: [
    text('--event <event>', 'event', "the provider's name of the event"),
    text('--ref <ref>', 'ref', 'a branch or tag, or a full ref'),
    choice('--outcome <outcome>', 'outcome', DecisionOutcome.options, 'by what was decided'),
    wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100'),
  ],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    event: one.event,
    ref: one.ref,
    outcome: one.decision.outcome,
    received: one.receivedAt,
    reason: one.decision.reason,
  }),
});
