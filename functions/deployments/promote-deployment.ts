import { promoteDeployment as row } from '#shared/contract/endpoints/deployments.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment } from '#shared/data/deployments/deployments.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import { checkDeployable } from '#shared/domain/deployments/check-deployable.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import { checkPromotion, promote } from '#shared/domain/deployments/promote.ts';
import { namedEnvironment } from '#shared/domain/deployments/resolve-deploy-target.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDeployment } from '#shared/http/find-deployment.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { replayDeployment } from '#shared/http/replay-resource.ts';
import { requireForce } from '#shared/http/require-permission.ts';
import { deploymentReply } from '#shared/http/resource-reply.ts';
import { readWithRemote } from '#shared/workflows/deployments/ask-remote.ts';
import { listingOnce } from '#shared/workflows/deployments/remote-listing.ts';

/** Deploys the commit of one environment to another. Source: docs/design/deployments.md, "Promoting". */
export const handler = endpoint(
  row,
  (context) => {
    const { principal, body, now, mutation } = context;
    const { ignoreSeries, update, force } = body;
    const listing = listingOnce();
    const read = async () => {
      const { project, environments, deployment: origin, ...found } = await findDeployment(context, 'whole');
      requireForce(principal, force, targetOf(project));
      const environment = orThrow(namedEnvironment(environments, body.environmentId));
      context.requireOn(project, environment.id);
      const repository = orThrow(checkDeployable(project, found.repository));
      const commitSha = orThrow(checkPromotion(origin, environment));
      return {
        repository,
        environment,
        origin,
        wanted: { branch: null, tag: null, commitSha, keepsToBranches: !force },
      };
    };
    return retryOnVersionConflict(async () => {
      const { environment, origin, repository, answers } = await readWithRemote(read, listing);
      const input = {
        id: newId('deployment', now),
        ignoreSeries,
        update,
        force,
        by: principal,
        repository,
        answers,
        now,
      };
      const deployment = orThrow(promote(origin, environment, input));
      const slot = enqueueDeployment(environment, deployment, now);
      await insertDeployment(deployment, slot.environment, slot.superseded, mutation);
      return deploymentReply(202, deployment);
    });
  },
  { config: ['TABLE_NAME', 'SECRET_PREFIX'], replay: replayDeployment(202) },
);
