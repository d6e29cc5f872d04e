import { getBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { requireMapping } from '#shared/http/require-resource.ts';
import { mappingReply } from '#shared/http/resource-reply.ts';

/** Reads a branch mapping. */
export const handler = endpoint(
  getBranchMapping,
  async ({ readVisible, params }) => {
    const project = await readVisible(readProject);
    const mapping = requireMapping(project, params.mappingId);
    return mappingReply(200, project, mapping);
  },
  { config: ['TABLE_NAME'] },
);
