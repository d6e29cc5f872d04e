import { getProviderSettings as row } from '#shared/contract/endpoints/settings.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { requireProvider } from '#shared/http/require-provider.ts';
import { presentProviderSettings } from '#shared/workflows/settings/present-provider-settings.ts';

/** Reads an organisation's settings of a Git provider, without the credential itself. */
export const handler = endpoint(
  row,
  async ({ principal, params }) => {
    const settings = await readProviderSettings(principal.organization.id, requireProvider(params.provider));
    return ok(presentProviderSettings(settings), settings.version);
  },
  { config: ['TABLE_NAME'] },
);
