import { loadConfig } from '#shared/config/load-config.ts';
import { regenerateKey as row } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { connectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { regenerateKey } from '#shared/workflows/repository/regenerate-key.ts';
import { showRepository } from '#shared/workflows/repository/show-repository.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID', 'SECRET_PREFIX']);

/** Makes a new deploy key. Source: manual, "Regenerating the Deploy Key". */
export const handler = endpoint(
  row,
  (context) =>
    onRepository(context, readProjectAndRepository, async (repository) => {
      const { body, now, mutation, publicUrl } = context;
      const tools = await connectionTools(repository, { rootSecretId, publicUrl }, Date.parse(now));
      const after = await regenerateKey(repository, body.revokeNow, tools, { ...mutation, idempotency: null });
      return ok(await showRepository(after, publicUrl), after.version);
    }),
  {
    workflow: { resourceId: ({ params }) => params.projectId },
    replay: (context) =>
      onRepository(context, readProjectAndRepository, async (repository) =>
        ok(await showRepository(repository, context.publicUrl), repository.version),
      ),
  },
);
