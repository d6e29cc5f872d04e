import * as z from 'zod/mini';
import { Decision } from '#shared/contract/decision.ts';
import { Delivery, deliveryFilter, SimulateBody } from '#shared/contract/delivery.ts';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { listQuery, nextCursor } from '#shared/contract/list.ts';
import { WebhookAnswer } from '#shared/contract/webhook.ts';

const path = '/api/projects/{projectId}/deliveries';
const view = { permission: 'view:projects' } as const;

export const listDeliveries = defineEndpoint({
  operationId: 'listDeliveries',
  method: 'GET',
  path,
  group: 'deliveries',
  access: view,
  summary:
    'Lists the authentic deliveries of the last 30 days, newest first, each with its result; with a filter a page is short only after some 5,600 deliveries that do not match.',
  query: z.strictObject({ ...deliveryFilter, ...listQuery }),
  responses: {
    200: { description: 'A page of deliveries.', schema: z.object({ deliveries: z.array(Delivery), nextCursor }) },
  },
  problems: ['invalid_cursor'],
});

export const getDelivery = defineEndpoint({
  operationId: 'getDelivery',
  method: 'GET',
  path: `${path}/{deliveryId}`,
  group: 'deliveries',
  access: view,
  summary: 'Reads a delivery: per mapping, the rule that fired or the exact reason that it did not.',
  responses: { 200: { description: 'The delivery.', schema: Delivery } },
  problems: [],
});

export const redeliverDelivery = defineEndpoint({
  operationId: 'redeliverDelivery',
  method: 'POST',
  path: `${path}/{deliveryId}/redeliver`,
  group: 'deliveries',
  access: { permission: 'deploy:projects' },
  summary:
    'Runs a stored delivery again with the present configuration. It deploys only the newest commit of its branch.',
  responses: {
    200: { description: 'It deploys nothing; the reason says why.', schema: WebhookAnswer },
    202: { description: 'A deployment was queued, or now waits.', schema: WebhookAnswer },
  },
  problems: ['repository_not_connected'],
});

export const simulatePush = defineEndpoint({
  operationId: 'simulatePush',
  method: 'POST',
  path: '/api/projects/{projectId}/branch-mappings/simulate',
  group: 'branch-mappings',
  access: view,
  summary: 'Simulates a push: what it would deploy, and why. Nothing is deployed.',
  body: SimulateBody,
  responses: { 200: { description: 'The decision.', schema: Decision } },
  problems: [],
});
