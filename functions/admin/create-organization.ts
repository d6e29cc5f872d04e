import { hashApiKey, newApiKey } from '#shared/auth/api-key.ts';
import { loadConfig } from '#shared/config/load-config.ts';
import { ApiKeyId } from '#shared/contract/id.ts';
import type { Organization } from '#shared/contract/me.ts';
import { newId } from '#shared/contract/new-id.ts';
import { NewOrganization } from '#shared/contract/new-organization.ts';
import { Problem } from '#shared/contract/problem.ts';
import { findApiKey } from '#shared/data/organization/api-keys.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import { newOrganizationWithKey } from '#shared/domain/access/new-organization.ts';
import { adminFunction } from '#shared/http/admin-function.ts';
import { validate } from '#shared/http/validate.ts';

loadConfig(['TABLE_NAME']);

type Created = { readonly organization: Organization; readonly apiKey: string };

const create = async (input: unknown): Promise<Created> => {
  const { slug, name, firstKey } = validate(NewOrganization, input, 'input');
  const now = new Date().toISOString();
  const organization = { id: newId('organization', now), slug, name };
  const keyId = firstKey === undefined ? newId('apiKey', now) : ApiKeyId.parse(`key_${firstKey.id}`);
  const apiKey = newApiKey(keyId.slice(4), firstKey?.secret);
  try {
    const made = newOrganizationWithKey(organization, keyId, hashApiKey(apiKey), now);
    await insertOrganization(made.organization, made.apiKey);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const earlier = await findApiKey(hashApiKey(apiKey), now);
    if (earlier?.organization.slug === slug) {
      return {
        organization: { ...organization, id: earlier.organization.id, name: earlier.organization.name },
        apiKey,
      };
    }
    throw new Problem('name_taken', `slug: ${organization.slug} is taken. Choose another one.`, { cause: error });
  }
  return { organization, apiKey };
};

/**
 * Makes an organisation and its first API key, which acts as Owner and is shown only once. It has no route: the right
 * to invoke the function is the permission.
 * Source: docs/design/security-model.md, "The first organisation".
 * @throws Error with a message for the caller, named by its problem code
 */
export const handler = adminFunction(create);
