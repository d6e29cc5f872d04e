import { deleteGrant } from '#shared/contract/endpoints/projects.ts';
import { levelOf, withoutGrant } from '#shared/domain/access/change-access.ts';
import { changeAccess } from '#shared/http/change-access.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { noContent } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Removes a grant, also one of a principal that no longer exists. Source: manual, "Project Access Control". */
export const handler = endpoint(
  deleteGrant,
  (context) => {
    const { principalId } = context.params;
    return changeAccess(
      context,
      [],
      ({ project }) => {
        if (levelOf(project.access, principalId) === null) throw notFound();
        return withoutGrant(project.access, principalId);
      },
      noContent,
      { force: context.query.force },
    );
  },
  { config: ['TABLE_NAME'] },
);
