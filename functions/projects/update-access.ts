import { updateAccess } from '#shared/contract/endpoints/projects.ts';
import { invalidField } from '#shared/contract/problem.ts';
import { readGrantees } from '#shared/data/organization/grantees.ts';
import { replaceAccess } from '#shared/domain/access/change-access.ts';
import { presentAccess } from '#shared/domain/access/present-access.ts';
import { changeAccess } from '#shared/http/change-access.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';

/** Opens or restricts a project, and replaces its grants. Source: manual, "Project Access Control". */
export const handler = endpoint(
  updateAccess,
  (context) => {
    const { body, now } = context;
    const named = (body.grants ?? []).map(({ principalId }) => principalId);
    const twice = named.findIndex((id, index) => named.indexOf(id) < index);
    if (twice >= 0) throw invalidField(`#/grants/${twice}/principalId`, 'must not be in the list twice');
    return changeAccess(
      context,
      named,
      ({ project, standing }) => replaceAccess(project.access, body, standing.principal, now),
      async ({ organizationId, access, version }, { grantees, standing }) => {
        const others = Object.keys(access.grants).filter((id) => !grantees.has(id));
        const all = new Map([...grantees, ...(await readGrantees(organizationId, others, now))]);
        return ok(presentAccess(access, all, standing.principal), version);
      },
    );
  },
  { config: ['TABLE_NAME'] },
);
