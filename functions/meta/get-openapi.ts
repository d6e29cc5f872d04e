import { getOpenapi } from '#shared/contract/endpoints/meta.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import document from '../../openapi.json' with { type: 'json' };

const text = JSON.stringify(document);

/** Returns the committed OpenAPI 3.1 document. CI checks that it matches the endpoint table. */
export const handler = endpoint(getOpenapi, async () =>
  answer(text, { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' }),
);
