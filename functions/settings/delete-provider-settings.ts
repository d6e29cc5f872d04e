import { deleteProviderSettings as row } from '#shared/contract/endpoints/settings.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { noContent } from '#shared/http/reply.ts';
import { requireProvider } from '#shared/http/require-provider.ts';
import { changeProviderSettings } from '#shared/workflows/settings/change-provider-settings.ts';

/** Removes an organisation's credential and self-hosted address of a Git provider. Repositories stay connected. */
export const handler = endpoint(
  row,
  ({ principal, params, mutation, checkVersion }) => {
    const provider = requireProvider(params.provider);
    return retryOnVersionConflict(async () => {
      const before = await readProviderSettings(principal.organization.id, provider);
      checkVersion(before);
      if (before.version > 0) {
        const none = noProviderSettings(principal.organization.id, provider);
        await changeProviderSettings(before, none, null, mutation);
      }
      return noContent();
    });
  },
  { config: ['TABLE_NAME', 'SECRET_PREFIX'] },
);
