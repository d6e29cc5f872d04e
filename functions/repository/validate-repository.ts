import { loadConfig } from '#shared/config/load-config.ts';
import { validateRepository as row } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { connectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { validateRepository } from '#shared/workflows/repository/validate-repository.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID', 'SECRET_PREFIX']);

/**
 * Tests the connection to the repository. Source: manual, "Troubleshooting"; docs/design/connecting.md, "Validating".
 */
export const handler = endpoint(row, (context) =>
  onRepository(context, readProjectAndRepository, async (repository, found) => {
    const { principal, now, publicUrl } = context;
    const tools = await connectionTools(repository, { rootSecretId, publicUrl }, Date.parse(now));
    return answer(await validateRepository(found, repository, tools, principal, now));
  }),
);
