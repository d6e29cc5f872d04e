import { findAccessCandidates as row } from '#shared/contract/endpoints/projects.ts';
import { listGrantees } from '#shared/data/organization/grantees.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { candidatesFor } from '#shared/domain/access/grantee.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';

/** Finds whom a project may grant something. Source: manual, "Project Access Control". */
export const handler = endpoint(
  row,
  async ({ readVisibleBeside, query, now }) => {
    const [project, grantees] = await readVisibleBeside(readProject, (organization) => listGrantees(organization, now));
    return ok({ candidates: candidatesFor(project.id, grantees, query.q ?? '') }, project.version);
  },
  { config: ['TABLE_NAME'] },
);
