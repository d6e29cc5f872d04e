import { hashApiKey, newApiKey } from '#shared/auth/api-key.ts';
import { rotateApiKey as row } from '#shared/contract/endpoints/organization.ts';
import { Problem } from '#shared/contract/problem.ts';
import { saveRotation } from '#shared/data/organization/write-api-key.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { rotateApiKey } from '#shared/domain/access/rotate-api-key.ts';
import { apiKeyReply, replayApiKey, standingWithKey } from '#shared/http/api-key-reply.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { requireKeyRotation } from '#shared/http/require-key-maker.ts';

/** Gives an API key a new secret. Source: docs/design/security-model.md, "API keys". */
export const handler = endpoint(
  row,
  (context) => {
    const { params, body, now, mutation } = context;
    return retryOnVersionConflict(async () => {
      const { standing, apiKey } = await standingWithKey(context, params.apiKeyId);
      requireKeyRotation(standing, apiKey);
      if (apiKey.expiresAt !== null && apiKey.expiresAt <= now) {
        throw new Problem(
          'conflict',
          `The key expired at ${apiKey.expiresAt}. Make a new one with POST /api/api-keys.`,
        );
      }
      const text = newApiKey(apiKey.id.slice(4));
      const rotation = rotateApiKey(apiKey, hashApiKey(text), body.revokeNow, now);
      await saveRotation(standing.organization, apiKey, rotation, mutation);
      return apiKeyReply(rotation.after, text, now);
    });
  },
  { config: ['TABLE_NAME'], replay: replayApiKey },
);
