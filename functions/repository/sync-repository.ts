import { loadConfig } from '#shared/config/load-config.ts';
import { syncRepository as row } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { connectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { showRepository } from '#shared/workflows/repository/show-repository.ts';
import { syncRepository } from '#shared/workflows/repository/sync-repository.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID', 'SECRET_PREFIX']);

/** Follows a repository that was renamed or transferred. Source: docs/design/connecting.md, "Following a rename". */
export const handler = endpoint(row, (context) =>
  onRepository(context, readProjectAndRepository, async (repository, { project }) => {
    const { now, mutation, publicUrl } = context;
    const tools = await connectionTools(repository, { rootSecretId, publicUrl }, Date.parse(now));
    const after = await syncRepository(project, repository, tools, mutation);
    return ok(await showRepository(after, publicUrl), after.version);
  }),
);
