import { getDeploymentLogs as row } from '#shared/contract/endpoints/deployments.ts';
import { DeploymentId } from '#shared/contract/id.ts';
import { readLog, readProjectAndDeployment } from '#shared/data/deployments/deployment-logs.ts';
import { isEnded } from '#shared/domain/deployments/deployment-transition.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Reads a page of a deployment's log. Project and deployment are read in parallel. */
export const handler = endpoint(
  row,
  async ({ readVisibleBeside, params, query, now }) => {
    const id = DeploymentId.safeParse(params.deploymentId).data ?? null;
    const [{ deployment }, page] = await readVisibleBeside(
      (organization, project) => readProjectAndDeployment(organization, project, id),
      async (organization, project) =>
        id === null ? { lines: [], isLast: true } : readLog(organization, project, id, query.after, now),
    );
    if (deployment === null) throw notFound();
    // The deployment may have ended after the log was read. A caller who got lines therefore asks once more.
    const isOver = isEnded(deployment.status) && page.isLast && page.lines.length === 0;
    return answer({ lines: page.lines, nextCursor: isOver ? null : (page.lines.at(-1)?.seq ?? query.after) });
  },
  { config: ['TABLE_NAME'] },
);
