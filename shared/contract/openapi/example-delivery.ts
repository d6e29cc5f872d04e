import type * as z from 'zod/mini';
import type { Decision } from '#shared/contract/decision.ts';
import type { Delivery } from '#shared/contract/delivery.ts';
import { exampleCommit, exampleIds } from './example-resources.ts';

/** The decision about the push that the examples are about. */
export const exampleDecision: z.input<typeof Decision> = {
  outcome: 'deploy',
  reason: 'staging is mapped to Staging, deploy on push.',
  environmentId: exampleIds.environment,
  mappingId: exampleIds.mapping,
  trace: [
    {
      mappingId: exampleIds.mapping,
      branchPattern: 'staging',
      environmentName: 'Staging',
      matched: true,
      rule: 'deploys',
      detail: 'staging is mapped to Staging, deploy on push.',
    },
  ],
};

export const exampleDelivery: z.input<typeof Delivery> = {
  id: exampleIds.delivery,
  provider: 'github',
  providerDeliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  event: 'push',
  ref: 'refs/heads/staging',
  before: '0000000000000000000000000000000000000000',
  after: exampleCommit,
  author: 'Mona Lisa',
  message: 'Invoice report: totals by currency',
  commitUrl: `https://github.com/acme/odoo-custom/commit/${exampleCommit}`,
  deployments: [exampleIds.deployment],
  receivedAt: '2026-11-23T10:00:00.000Z',
  durationMs: 4,
  generation: 1,
  redeliveryOf: null,
  decision: exampleDecision,
};
