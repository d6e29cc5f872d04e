import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { WebhookAnswer } from '#shared/contract/webhook.ts';

export const receiveWebhook = defineEndpoint({
  operationId: 'receiveWebhook',
  method: 'POST',
  path: '/api/webhooks/{provider}/{hookId}',
  group: 'webhooks',
  access: 'public',
  summary: 'Receives a delivery of a Git provider, which is authenticated by its hook id and its signature.',
  responses: {
    200: { description: 'Authentic, but nothing is deployed; `reason` says why.', schema: WebhookAnswer },
    202: { description: 'A deployment was queued or waits.', schema: WebhookAnswer },
  },
  problems: ['unauthenticated', 'body_too_large', 'unsupported_media_type', 'service_unavailable'],
});
