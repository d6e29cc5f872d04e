import { getApiKey } from '#shared/contract/endpoints/organization.ts';
import { presentApiKey } from '#shared/domain/access/present-api-key.ts';
import { requireApiKey } from '#shared/http/api-key-reply.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';

/** Reads an API key. */
export const handler = endpoint(
  getApiKey,
  async (context) => {
    const apiKey = await requireApiKey(context, context.params.apiKeyId);
    return ok(presentApiKey(apiKey, context.now), apiKey.version);
  },
  { config: ['TABLE_NAME'] },
);
