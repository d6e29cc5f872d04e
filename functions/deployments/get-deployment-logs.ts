import { getDeploymentLogs as row } from '#shared/contract/endpoints/deployments.ts';
import { DeploymentId, ProjectId } from '#shared/contract/id.ts';
import { readLog, readProjectAndDeployment } from '#shared/data/deployments/deployment-logs.ts';
import { isEnded } from '#shared/domain/deployments/deployment-transition.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { readVisible } from '#shared/http/read-visible.ts';
import { answer } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Reads a page of a deployment's log. Project and deployment are read in parallel. */
export const handler = endpoint(
  row,
  async ({ principal, params, query, now }) => {
    const project = ProjectId.safeParse(params.projectId);
    const id = DeploymentId.safeParse(params.deploymentId);
    const [{ deployment }, page] = await Promise.all([
      readVisible(principal, row.access.permission, params.projectId, (organization, projectId) =>
        readProjectAndDeployment(organization, projectId, id.data ?? null),
      ),
      project.success && id.success
        ? readLog(principal.organization.id, project.data, id.data, query.after, now)
        : { lines: [], isLast: true },
    ]);
    if (deployment === null) throw notFound();
    // The deployment may have ended after the log was read. A caller who got lines therefore asks once more.
    const isOver = isEnded(deployment.status) && page.isLast && page.lines.length === 0;
    return answer({ lines: page.lines, nextCursor: isOver ? null : (page.lines.at(-1)?.seq ?? query.after) });
  },
  { config: ['TABLE_NAME'] },
);
