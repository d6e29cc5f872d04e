import { hashApiKey, newApiKey } from '#shared/auth/api-key.ts';
import { loadConfig } from '#shared/config/load-config.ts';
import { ResetKey } from '#shared/contract/admin.ts';
import type { Organization } from '#shared/contract/me.ts';
import { newId } from '#shared/contract/new-id.ts';
import { saveFirstKey } from '#shared/data/organization/first-key.ts';
import { readFirstKey } from '#shared/data/organization/operator-reads.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { newOrganizationWithKey } from '#shared/domain/access/new-organization.ts';
import { adminFunction, noOrganization, operatorSource } from '#shared/http/admin-function.ts';
import { validate } from '#shared/http/validate.ts';

loadConfig(['TABLE_NAME']);

/**
 * Gives the first key of an organisation a new secret, which is shown only once, and ends its earlier ones; a first key
 * that was revoked is made anew. So losing the only key is never final.
 * Source: docs/design/security-model.md, "The operator".
 */
export const handler = adminFunction(
  async (input, context): Promise<{ readonly organization: Organization; readonly apiKey: string }> => {
    const { organization: slug } = validate(ResetKey, input, 'input');
    return retryOnVersionConflict(async () => {
      const now = new Date().toISOString();
      const found = await readFirstKey(slug);
      if (found === null) throw noOrganization(slug);
      const { organization, apiKey: before } = found;
      const { id, name } = organization;
      const keyId = before?.id ?? newId('apiKey', now);
      const apiKey = newApiKey(keyId.slice(4));
      const made = newOrganizationWithKey({ id, slug, name }, keyId, hashApiKey(apiKey), now).apiKey;
      const after =
        before === null
          ? made
          : { ...before, hashes: made.hashes, previousUntil: null, startSecret: null, version: before.version + 1 };
      await saveFirstKey(organization, before, after, operatorSource(context, now));
      return { organization: { id, slug, name }, apiKey };
    });
  },
);
