import { promoteDeployment as row } from '#shared/contract/endpoints/deployments.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment } from '#shared/data/deployments/deployments.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { requesterOf } from '#shared/domain/access/requester.ts';
import { checkDeployable } from '#shared/domain/deployments/check-deployable.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import { promote } from '#shared/domain/deployments/promote.ts';
import { namedEnvironment } from '#shared/domain/deployments/resolve-deploy-target.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDeployment } from '#shared/http/find-deployment.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { replayDeployment } from '#shared/http/replay-resource.ts';
import { deploymentReply } from '#shared/http/resource-reply.ts';

/** Deploys the commit of one environment to another. Source: docs/design/deployments.md, "Promoting". */
export const handler = endpoint(
  row,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, body, now, mutation } = context;
      const { project, repository, environments, deployment: origin } = await findDeployment(context, 'whole');
      orThrow(checkDeployable(project, repository));
      const target = orThrow(namedEnvironment(environments, body.environmentId));
      const { ignoreSeries, update } = body;
      const input = { id: newId('deployment', now), ignoreSeries, update, by: requesterOf(principal), now };
      const deployment = orThrow(promote(origin, target, input));
      const slot = enqueueDeployment(target, deployment, now);
      await insertDeployment(deployment, slot.environment, slot.superseded, mutation);
      return deploymentReply(202, deployment);
    }),
  { config: ['TABLE_NAME'], replay: replayDeployment(202) },
);
