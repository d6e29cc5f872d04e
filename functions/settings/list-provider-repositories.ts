import { listProviderRepositories as row } from '#shared/contract/endpoints/settings.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply } from '#shared/http/page-reply.ts';
import { requireProvider } from '#shared/http/require-provider.ts';
import { listProviderRepositories } from '#shared/workflows/repository/list-provider-repositories.ts';

/** Lists the repositories that the organisation's credential can reach, so that one can be chosen and connected. */
export const handler = endpoint(
  row,
  (context) => {
    const { principal, params, query } = context;
    const provider = requireProvider(params.provider);
    const list = { operation: row.operationId, name: 'repositories', filters: [provider, query.q ?? null] };
    return pageReply(context, list, async (position) => {
      const settings = await readProviderSettings(principal.organization.id, provider);
      return listProviderRepositories(settings, { q: query.q ?? null, limit: query.limit, position });
    });
  },
  { config: ['TABLE_NAME', 'SECRET_PREFIX'] },
);
