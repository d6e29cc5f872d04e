import { redeploy as row } from '#shared/contract/endpoints/deployments.ts';
import { newId } from '#shared/contract/new-id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { insertDeployment } from '#shared/data/deployments.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { checkDeployable } from '#shared/domain/check-deployable.ts';
import { redeploy } from '#shared/domain/redeploy.ts';
import { deploymentReply } from '#shared/http/deployment-reply.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDeployment } from '#shared/http/find-deployment.ts';
import { replayDeployment } from '#shared/http/replay-deployment.ts';
import { ruled } from '#shared/http/ruled.ts';

/** Deploys the commit of an earlier deployment once more. Source: design §9; wire.md. */
export const handler = endpoint(
  row,
  ({ principal, params, body, now, mutation }) =>
    optimistic(async () => {
      const found = await findDeployment(principal, row.access.permission, params, 'whole');
      ruled(checkDeployable(found.project, found.repository));
      const { environment } = found;
      if (environment === null) {
        throw new Problem(
          'conflict',
          `The environment ${found.deployment.environmentName} was deleted. Deploy to another one.`,
        );
      }
      const order = { id: newId('deployment', now), ignoreSeries: body.ignoreSeries, by: principal.id, now };
      const made = ruled(redeploy(found.deployment, environment, order));
      await insertDeployment(made.deployment, made.environment, made.superseded, mutation, environment);
      return deploymentReply(202, made.deployment);
    }),
  { config: ['TABLE_NAME'], replay: replayDeployment(202) },
);
