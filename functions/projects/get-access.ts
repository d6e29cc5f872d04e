import { getAccess } from '#shared/contract/endpoints/projects.ts';
import { readGrantees } from '#shared/data/organization/grantees.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentAccess } from '#shared/domain/access/present-access.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';

/** Tells who may see a project. Source: manual, "Project Access Control". */
export const handler = endpoint(
  getAccess,
  async ({ readVisible, principal, now }) => {
    const { organizationId, access, version } = await readVisible(readProject);
    const grantees = await readGrantees(organizationId, Object.keys(access.grants), now);
    return ok(presentAccess(access, grantees, principal), version);
  },
  { config: ['TABLE_NAME'] },
);
