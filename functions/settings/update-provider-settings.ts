import { updateProviderSettings as row } from '#shared/contract/endpoints/settings.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { readProviderSettings } from '#shared/data/provider-settings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { providerParam } from '#shared/http/provider-param.ts';
import { ok } from '#shared/http/reply.ts';
import { requirePermission } from '#shared/http/require-permission.ts';
import { ruled } from '#shared/http/ruled.ts';
import { changeProviderSettings } from '#shared/sagas/change-provider-settings.ts';
import { planProviderSettings } from '#shared/sagas/plan-provider-settings.ts';
import { presentProviderSettings } from '#shared/sagas/present-provider-settings.ts';
import { tryCredential } from '#shared/sagas/provider-client.ts';

/** Sets a credential or a self-hosted address of a Git provider. The credential is tried before it is kept. */
export const handler = endpoint(
  row,
  ({ principal, params, body, mutation, checkVersion }) => {
    requirePermission(principal, row.access.permission);
    const provider = providerParam(params.provider);
    return optimistic(async () => {
      const before = await readProviderSettings(principal.organization.id, provider);
      checkVersion(before.version);
      const plan = ruled(planProviderSettings(before, body));
      if (!plan.changes) return ok(presentProviderSettings(before), before.version);
      const tried = plan.credential === null ? null : await tryCredential(plan.after, plan.credential);
      const after = await changeProviderSettings(before, plan.after, tried, mutation);
      return ok(presentProviderSettings(after), after.version);
    });
  },
  { config: ['TABLE_NAME'] },
);
