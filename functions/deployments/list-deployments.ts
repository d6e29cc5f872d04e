import * as z from 'zod/mini';
import { listDeployments as row } from '#shared/contract/endpoints/deployments.ts';
import { DeploymentId, EnvironmentId } from '#shared/contract/id.ts';
import { listDeployments } from '#shared/data/deployments/deployments.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import { readCursor, writeCursor } from '#shared/http/cursor.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { nextLink } from '#shared/http/next-link.ts';
import { answer } from '#shared/http/reply.ts';

const emptyPage = { rows: [], position: null };

/** Lists the deployments, newest first. */
export const handler = endpoint(
  row,
  async ({ principal, readVisibleBeside, params, query, path }) => {
    const filter = { environmentId: query.environmentId ?? null, status: query.status ?? null };
    const scope = [row.operationId, principal.organization.id, params.projectId, filter.environmentId, filter.status];
    const after = readCursor(scope, query.cursor);
    const environment = z.nullable(EnvironmentId).safeParse(filter.environmentId);
    const position = z.nullable(DeploymentId).safeParse(after);
    const [, page] = await readVisibleBeside(readProject, async (organization, project) =>
      // A malformed environment id matches no deployments.
      environment.success && position.success
        ? listDeployments(
            organization,
            project,
            { ...filter, environmentId: environment.data },
            query.limit,
            position.data,
          )
        : emptyPage,
    );
    const nextCursor = writeCursor(scope, page.position);
    return answer({ deployments: page.rows.map(presentDeployment), nextCursor }, nextLink(path, query, nextCursor));
  },
  { config: ['TABLE_NAME'] },
);
