import { listBranchMappings } from '#shared/contract/endpoints/branch-mappings.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { mappingsReply } from '#shared/http/resource-reply.ts';

/** Lists the branch mappings by priority. Source: manual, "Branch-to-Environment Mapping". */
export const handler = endpoint(
  listBranchMappings,
  async ({ readVisible }) => mappingsReply(await readVisible(readProject)),
  { config: ['TABLE_NAME'] },
);
