import { updateProviderSettings as row } from '#shared/contract/endpoints/settings.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { ok } from '#shared/http/reply.ts';
import { requireProvider } from '#shared/http/require-provider.ts';
import { verifyCredential } from '#shared/workflows/repository/provider-client.ts';
import { changeProviderSettings } from '#shared/workflows/settings/change-provider-settings.ts';
import { planProviderSettings } from '#shared/workflows/settings/plan-provider-settings.ts';
import { presentProviderSettings } from '#shared/workflows/settings/present-provider-settings.ts';

/** Sets a credential or a self-hosted address of a Git provider. The credential is verified before it is stored. */
export const handler = endpoint(
  row,
  ({ principal, params, body, mutation, checkVersion }) => {
    const provider = requireProvider(params.provider);
    return retryOnVersionConflict(async () => {
      const before = await readProviderSettings(principal.organization.id, provider);
      checkVersion(before);
      const plan = orThrow(planProviderSettings(before, body));
      if (!plan.changes) return ok(presentProviderSettings(before), before.version);
      const verified = plan.credential === null ? null : await verifyCredential(plan.after, plan.credential);
      const after = await changeProviderSettings(before, plan.after, verified, mutation);
      return ok(presentProviderSettings(after), after.version);
    });
  },
  { config: ['TABLE_NAME', 'SECRET_PREFIX'] },
);
