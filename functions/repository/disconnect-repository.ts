import { loadConfig } from '#shared/config/load-config.ts';
import { disconnectRepository as row } from '#shared/contract/endpoints/repository.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { connectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { disconnectRepository } from '#shared/workflows/repository/disconnect-repository.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID', 'SECRET_PREFIX']);

/** Disconnects the repository. Source: manual, "Disconnecting a Repository". */
export const handler = endpoint(row, (context) =>
  onRepository(context, readConfiguration, async (repository, found) => {
    const { now, mutation, publicUrl } = context;
    context.checkVersion(repository);
    const tools = await connectionTools(repository, { rootSecretId, publicUrl }, Date.parse(now));
    return answer(await disconnectRepository(found, repository, tools, mutation));
  }),
);
