import * as z from 'zod/mini';
import { listDeployments as row } from '#shared/contract/endpoints/deployments.ts';
import { DeploymentId, EnvironmentId } from '#shared/contract/id.ts';
import { listDeployments } from '#shared/data/deployments/list-deployments.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { emptyPage, pageReply } from '#shared/http/page-reply.ts';

/** Lists the deployments, newest first. */
export const handler = endpoint(
  row,
  (context) => {
    const { readVisibleBeside, params, query } = context;
    const filter = {
      environmentId: query.environmentId ?? null,
      status: query.status ?? null,
      branch: query.branch ?? null,
      commit: query.commit ?? null,
      trigger: query.trigger ?? null,
      from: query.from ?? null,
      to: query.to ?? null,
    };
    const filters = [params.projectId, ...Object.values(filter)];
    return pageReply(context, { operation: row.operationId, name: 'deployments', filters }, async (after) => {
      const environment = z.nullable(EnvironmentId).safeParse(filter.environmentId);
      const position = z.nullable(DeploymentId).safeParse(after);
      const [, page] = await readVisibleBeside(readProject, async (organization, project) => {
        // A malformed environment id matches no deployments.
        if (!environment.success || !position.success) return emptyPage;
        const wanted = { ...filter, environmentId: environment.data };
        return listDeployments(organization, project, wanted, query.limit, position.data);
      });
      return { ...page, rows: page.rows.map(presentDeployment) };
    });
  },
  { config: ['TABLE_NAME'] },
);
