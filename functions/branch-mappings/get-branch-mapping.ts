import { getBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentMapping } from '#shared/domain/projects/present-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { requireMapping } from '#shared/http/require-mapping.ts';

/** Reads a branch mapping. */
export const handler = endpoint(
  getBranchMapping,
  async ({ readVisible, params }) => {
    const project = await readVisible(readProject);
    const mapping = requireMapping(project, params.mappingId);
    return ok(presentMapping(project, mapping), mapping.version);
  },
  { config: ['TABLE_NAME'] },
);
