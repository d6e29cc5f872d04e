import { loadConfig } from '#shared/config/load-config.ts';
import { addSubmodule as row } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { readAllProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { submoduleAt } from '#shared/domain/repository/submodules.ts';
import { parseCloneUrl } from '#shared/git/clone-url.ts';
import { gitHosts } from '#shared/git/git-host.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { submoduleReply } from '#shared/http/resource-reply.ts';
import { addSubmodule } from '#shared/workflows/repository/add-submodule.ts';
import { submoduleTools } from '#shared/workflows/repository/submodule-tools.ts';

loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'SECRET_PREFIX']);

/** Makes a deploy key for the private repository of a submodule. Source: docs/design/connecting.md, "Keys of submodules". */
export const handler = endpoint(
  row,
  async (context) => {
    const { principal, body, mutation } = context;
    const settings = await readAllProviderSettings(principal.organization.id);
    const cloneUrl = parseCloneUrl(body.repositoryUrl, gitHosts(settings));
    return onRepository(context, readProjectAndRepository, async (repository) => {
      const tools = await submoduleTools(repository.organizationId, cloneUrl);
      const request = { cloneUrl, repositoryUrl: body.repositoryUrl };
      const added = await addSubmodule(repository, request, tools, { ...mutation, idempotency: null });
      return submoduleReply(added.isNew ? 201 : 200, added.repository, added.submodule);
    });
  },
  {
    workflow: { resourceId: ({ params }) => params.projectId },
    replay: async (context) => {
      const settings = await readAllProviderSettings(context.principal.organization.id);
      const cloneUrl = parseCloneUrl(context.body.repositoryUrl, gitHosts(settings));
      return onRepository(context, readProjectAndRepository, async (repository) => {
        const submodule = submoduleAt(repository.submodules, cloneUrl);
        if (submodule === undefined) throw notFound();
        return submoduleReply(201, repository, submodule);
      });
    },
  },
);
