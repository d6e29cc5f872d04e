import { listApiKeys as row } from '#shared/contract/endpoints/organization.ts';
import { listApiKeys } from '#shared/data/organization/api-keys.ts';
import { presentApiKey } from '#shared/domain/access/present-api-key.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply } from '#shared/http/page-reply.ts';

/** Lists the API keys of the organisation, newest first. */
export const handler = endpoint(
  row,
  (context) => {
    const { principal, query, now } = context;
    const list = { operation: row.operationId, name: 'apiKeys', filters: [principal.id] };
    return pageReply(context, list, async (after) => {
      const page = await listApiKeys(principal.organization.id, query.limit, after);
      return { ...page, rows: page.rows.map((apiKey) => presentApiKey(apiKey, now)) };
    });
  },
  { config: ['TABLE_NAME'] },
);
