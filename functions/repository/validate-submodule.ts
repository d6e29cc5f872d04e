import { loadConfig } from '#shared/config/load-config.ts';
import { validateSubmodule as row } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { requireSubmodule } from '#shared/http/require-resource.ts';
import { submoduleTools } from '#shared/workflows/repository/submodule-tools.ts';
import { validateSubmodule } from '#shared/workflows/repository/validate-submodule.ts';

loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'SECRET_PREFIX']);

/** Tests the key of a submodule. Source: docs/design/connecting.md, "Keys of submodules". */
export const handler = endpoint(row, (context) =>
  onRepository(context, readProjectAndRepository, async (repository) => {
    const submodule = requireSubmodule(repository, context.params.submoduleId);
    const tools = await submoduleTools(repository.organizationId, submodule);
    return answer(await validateSubmodule(repository, submodule, tools, context.now));
  }),
);
