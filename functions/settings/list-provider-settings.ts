import { listProviderSettings as row } from '#shared/contract/endpoints/settings.ts';
import { Provider } from '#shared/contract/repository.ts';
import { readAllProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { presentProviderSettings } from '#shared/workflows/settings/present-provider-settings.ts';

/** Lists an organisation's settings of every Git provider, including providers without any. */
export const handler = endpoint(
  row,
  async ({ principal }) => {
    const organization = principal.organization.id;
    const stored = await readAllProviderSettings(organization);
    const gitProviders = Provider.options.map((provider) =>
      presentProviderSettings(
        stored.find((one) => one.provider === provider) ?? noProviderSettings(organization, provider),
      ),
    );
    return answer({ gitProviders, nextCursor: null });
  },
  { config: ['TABLE_NAME'] },
);
