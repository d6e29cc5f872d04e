import { listBranchMappings } from '#shared/contract/endpoints/branch-mappings.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentMapping } from '#shared/domain/projects/present-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';

/** Lists the branch mappings by priority. Source: manual, "Branch-to-Environment Mapping". */
export const handler = endpoint(
  listBranchMappings,
  async ({ readVisible }) => {
    const project = await readVisible(readProject);
    const branchMappings = project.branchMappings.map((mapping) => presentMapping(project, mapping));
    return ok({ branchMappings, nextCursor: null }, project.version);
  },
  { config: ['TABLE_NAME'] },
);
