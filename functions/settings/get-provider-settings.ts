import { getProviderSettings as row } from '#shared/contract/endpoints/settings.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { providerParam } from '#shared/http/provider-param.ts';
import { ok } from '#shared/http/reply.ts';
import { presentProviderSettings } from '#shared/workflows/settings/present-provider-settings.ts';

/** Reads an organisation's settings of a Git provider, without the credential itself. */
export const handler = endpoint(
  row,
  async ({ principal, params }) => {
    const settings = await readProviderSettings(principal.organization.id, providerParam(params.provider));
    return ok(presentProviderSettings(settings), settings.version);
  },
  { config: ['TABLE_NAME'] },
);
