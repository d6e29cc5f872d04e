import { getDeploymentLogs as row } from '#shared/contract/endpoints/deployments.ts';
import { DeploymentId } from '#shared/contract/id.ts';
import { readLog, readProjectAndDeployment } from '#shared/data/deployments/deployment-logs.ts';
import { isEnded } from '#shared/domain/deployments/deployment-transition.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { logReply } from '#shared/http/log-reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Reads a page of a deployment's log. Project and deployment are read in parallel. */
export const handler = endpoint(
  row,
  async (context) => {
    const { readVisibleBeside, params, query, now } = context;
    const id = DeploymentId.safeParse(params.deploymentId).data ?? null;
    const [{ deployment }, page] = await readVisibleBeside(
      (organization, project) => readProjectAndDeployment(organization, project, id),
      async (organization, project) =>
        id === null ? { lines: [], isLast: true } : readLog(organization, project, id, query.after, now),
    );
    if (deployment === null) throw notFound();
    const position = page.lines.at(-1)?.seq ?? query.after;
    const isOver = isEnded(deployment.status) && page.isLast;
    // Lines may have come between the two reads. After the end nothing does, so a second read sees the last ones.
    const rest =
      isOver && page.lines.length > 0
        ? await readLog(deployment.organizationId, deployment.projectId, deployment.id, position, now, true)
        : { lines: [], isLast: isOver };
    return logReply(context, [...page.lines, ...rest.lines], rest.isLast);
  },
  { config: ['TABLE_NAME'] },
);
