import { startDeployment } from '#shared/contract/endpoints/deployments.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment } from '#shared/data/deployments/deployments.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { requesterOf } from '#shared/domain/access/requester.ts';
import { checkDeployable } from '#shared/domain/deployments/check-deployable.ts';
import { acceptDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import { manualDeployment } from '#shared/domain/deployments/manual-deployment.ts';
import { resolveManual } from '#shared/domain/deployments/resolve-manual.ts';
import { deploymentReply } from '#shared/http/deployment-reply.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { replayDeployment } from '#shared/http/replay-deployment.ts';
import { ruled } from '#shared/http/ruled.ts';
import { visible } from '#shared/http/visible.ts';
import { headForApproval, remoteHeadOnce } from '#shared/workflows/deployments/remote-head.ts';

/** Deploys by hand. Source: docs/design/resources.md, "Deploying by hand". */
export const handler = endpoint(
  startDeployment,
  ({ principal, params, body, now, mutation }) => {
    const wanted = { branch: body.branch ?? null, tag: body.tag ?? null, commitSha: body.commitSha ?? null };
    const remoteHead = remoteHeadOnce();
    const read = async () => {
      const permission = startDeployment.access.permission;
      const found = await visible(principal, permission, params.projectId, readConfiguration);
      const repository = ruled(checkDeployable(found.project, found.repository));
      return { repository, environment: ruled(resolveManual(found.project, found.environments, body)) };
    };
    return optimistic(async () => {
      const { environment, head } = await headForApproval(read, () => wanted, remoteHead);
      const order = { id: newId('deployment', now), ignoreSeries: body.ignoreSeries, by: requesterOf(principal), now };
      const deployment = ruled(manualDeployment(environment, wanted, head, order));
      const slot = acceptDeployment(environment, deployment, now);
      await insertDeployment(deployment, slot.environment, slot.superseded, mutation);
      return deploymentReply(202, deployment);
    });
  },
  { config: ['TABLE_NAME'], replay: replayDeployment(202) },
);
