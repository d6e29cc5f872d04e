import { loadConfig } from '#shared/config/load-config.ts';
import { validateRepository as row } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';
import { connectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { validateRepository } from '#shared/workflows/repository/validate-repository.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

/** Really connects to the repository. Source: manual, "Troubleshooting"; docs/design/connecting.md, "Validating". */
export const handler = endpoint(row, ({ principal, params, now, publicUrl }) =>
  optimistic(async () => {
    const found = await visible(principal, row.access.permission, params.projectId, readProjectAndRepository);
    const repository = connected(found.repository);
    const tools = await connectionTools(repository, { rootSecretId, publicUrl }, Date.parse(now));
    return answer(await validateRepository(found, repository, tools, now));
  }),
);
