import { hashApiKey, newApiKey } from '#shared/auth/api-key.ts';
import { loadConfig } from '#shared/config/load-config.ts';
import { ResetKey } from '#shared/contract/admin.ts';
import { Problem } from '#shared/contract/problem.ts';
import { saveStartSecret } from '#shared/data/organization/first-key.ts';
import { readFirstKey } from '#shared/data/organization/operator-reads.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { adminFunction, noOrganization, operatorSource } from '#shared/http/admin-function.ts';
import { validate } from '#shared/http/validate.ts';

loadConfig(['TABLE_NAME']);

/** How long a secret of a start link works: a working day. */
const lifeMs = 12 * 3_600_000;

/**
 * Gives the first key of an organisation a further secret for the browser of the person who has started the service. It ends
 * after 12 hours, and the next one replaces it.
 * Source: docs/design/console.md, "The start link".
 */
export const handler = adminFunction(async (input, context): Promise<{ readonly key: string }> => {
  const { organization: slug } = validate(ResetKey, input, 'input');
  return retryOnVersionConflict(async () => {
    const now = new Date().toISOString();
    const found = await readFirstKey(slug);
    if (found === null) throw noOrganization(slug);
    const { apiKey } = found;
    if (apiKey === null) {
      throw new Problem('conflict', `The first key was revoked. Sign in with another key, or make a new first key.`);
    }
    const key = newApiKey(apiKey.id.slice(4));
    const until = new Date(Date.parse(now) + lifeMs).toISOString();
    await saveStartSecret(apiKey, { hash: hashApiKey(key), until }, operatorSource(context, now));
    return { key };
  });
});
