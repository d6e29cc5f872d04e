import { getBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentMapping } from '#shared/domain/projects/present-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { mappingOf } from '#shared/http/mapping-of.ts';
import { ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';

/** Reads a branch mapping. */
export const handler = endpoint(
  getBranchMapping,
  async ({ principal, params }) => {
    const project = await visible(principal, getBranchMapping.access.permission, params.projectId, readProject);
    const mapping = mappingOf(project, params.mappingId);
    return ok(presentMapping(project, mapping), mapping.version);
  },
  { config: ['TABLE_NAME'] },
);
