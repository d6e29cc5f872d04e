import { hashApiKey, newApiKey } from '#shared/auth/api-key.ts';
import { createApiKey as row } from '#shared/contract/endpoints/organization.ts';
import { newId } from '#shared/contract/new-id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { insertApiKey } from '#shared/data/organization/write-api-key.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { closureOf } from '#shared/domain/access/closure.ts';
import { checkKeyRequest, keyLimits, maxApiKeys, newApiKeyRecord } from '#shared/domain/access/new-api-key.ts';
import { apiKeyReply, replayApiKey } from '#shared/http/api-key-reply.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { requireKeyMaker, standingWithProjects } from '#shared/http/require-key-maker.ts';
import { requireTouch } from '#shared/http/require-standing.ts';

/** Makes an API key. Source: docs/design/security-model.md, "API keys". */
export const handler = endpoint(
  row,
  (context) => {
    const { body, now, mutation } = context;
    orThrow(checkKeyRequest(body, now));
    const id = newId('apiKey', now);
    const text = newApiKey(id.slice(4));
    return retryOnVersionConflict(async () => {
      const { standing, projects } = await standingWithProjects(context, body.projectIds ?? []);
      const limits = orThrow(keyLimits(body, projects));
      requireKeyMaker(standing);
      requireTouch(standing, 'The key', { permissions: closureOf(body.permissions), isOwner: false });
      if (standing.organization.apiKeys >= maxApiKeys) {
        throw new Problem(
          'conflict',
          `An organisation has at most ${maxApiKeys} API keys. Revoke one that is not used.`,
        );
      }
      const apiKey = newApiKeyRecord(body, limits, id, hashApiKey(text), standing.principal, now);
      await insertApiKey(standing.organization, apiKey, mutation);
      return apiKeyReply(apiKey, text, now);
    });
  },
  { config: ['TABLE_NAME'], replay: replayApiKey },
);
