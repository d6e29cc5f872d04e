import { startDeployment } from '#shared/contract/endpoints/deployments.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment } from '#shared/data/deployments.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { readConfiguration } from '#shared/data/read-project.ts';
import { checkDeployable } from '#shared/domain/check-deployable.ts';
import { acceptDeployment } from '#shared/domain/deployment-slot.ts';
import { newDeployment } from '#shared/domain/new-deployment.ts';
import { resolveManual } from '#shared/domain/resolve-manual.ts';
import { deploymentReply } from '#shared/http/deployment-reply.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { replayDeployment } from '#shared/http/replay-deployment.ts';
import { ruled } from '#shared/http/ruled.ts';
import { visible } from '#shared/http/visible.ts';

/** Deploys by hand. Source: wire.md, "POST …/deploy"; design §9. */
export const handler = endpoint(
  startDeployment,
  ({ principal, params, body, now, mutation }) =>
    optimistic(async () => {
      const permission = startDeployment.access.permission;
      const found = await visible(principal, permission, params.projectId, readConfiguration);
      ruled(checkDeployable(found.project, found.repository));
      const environment = ruled(resolveManual(found.project, found.environments, body));
      const deployment = newDeployment({
        id: newId('deployment', now),
        environment,
        branch: body.branch ?? null,
        tag: body.tag ?? null,
        commitSha: body.commitSha ?? null,
        commitMessage: null,
        commitAuthor: null,
        trigger: 'manual',
        triggeredBy: principal.id,
        deliveryId: null,
        ignoreSeries: body.ignoreSeries,
        now,
      });
      const slot = acceptDeployment(environment, deployment, now);
      await insertDeployment(deployment, slot.environment, slot.superseded, mutation);
      return deploymentReply(202, deployment);
    }),
  { config: ['TABLE_NAME'], replay: replayDeployment(202) },
);
