import { getOpenapi } from '#shared/contract/endpoints/meta.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';

/** Returns the committed OpenAPI 3.1 document. CI checks that it matches the endpoint table. */
export const handler = endpoint(getOpenapi, async () => {
  // Larger than the rest of the function, which a cold start then reads only for the document itself.
  const { default: document } = await import('../../openapi.json', { with: { type: 'json' } });
  const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' };
  return answer(JSON.stringify(document), headers);
});
