import { updateGrant } from '#shared/contract/endpoints/projects.ts';
import { levelOf, withGrant } from '#shared/domain/access/change-access.ts';
import { presentGrant } from '#shared/domain/access/present-access.ts';
import { changeAccess } from '#shared/http/change-access.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { created, ok } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Grants a member or an API key a level. Source: manual, "Project Access Control". */
export const handler = endpoint(
  updateGrant,
  (context) => {
    const { params, body, now } = context;
    const { principalId } = params;
    return changeAccess(
      context,
      [principalId],
      ({ project, standing }) => withGrant(project.access, principalId, body.level, { by: standing.principal, now }),
      ({ id, access, version }, { project, grantees, standing }) => {
        const grantee = grantees.get(principalId);
        if (grantee === undefined) throw notFound();
        const grant = presentGrant(access, grantee, standing.principal);
        return levelOf(project.access, principalId) === null
          ? created(grant, version, `/api/projects/${id}/access/${principalId}`)
          : ok(grant, version);
      },
    );
  },
  { config: ['TABLE_NAME'] },
);
