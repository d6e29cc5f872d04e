import { revokeApiKey as row } from '#shared/contract/endpoints/organization.ts';
import { Problem } from '#shared/contract/problem.ts';
import { removeApiKey } from '#shared/data/organization/write-api-key.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { standingWithKey } from '#shared/http/api-key-reply.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { noContent } from '#shared/http/reply.ts';
import { requireKeyTouch } from '#shared/http/require-key-maker.ts';

/** Revokes an API key. Keys that the first key made end with it. Source: docs/design/security-model.md, "API keys". */
export const handler = endpoint(
  row,
  (context) =>
    retryOnVersionConflict(async () => {
      const { params, mutation, checkVersion } = context;
      const { standing, apiKey } = await standingWithKey(context, params.apiKeyId);
      requireKeyTouch(standing, apiKey);
      checkVersion(apiKey);
      if (apiKey.role === 'owner' && standing.organization.owners.size < 2) {
        throw new Problem(
          'last_owner',
          'The first key is the last Owner. Invite a member as Owner before you revoke it.',
        );
      }
      await removeApiKey(standing.organization, apiKey, mutation);
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
