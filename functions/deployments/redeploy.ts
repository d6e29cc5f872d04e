import { redeploy as row } from '#shared/contract/endpoints/deployments.ts';
import { newId } from '#shared/contract/new-id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { insertDeployment } from '#shared/data/deployments/deployments.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { checkDeployable } from '#shared/domain/deployments/check-deployable.ts';
import { keepsToBranches, redeploy } from '#shared/domain/deployments/redeploy.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDeployment } from '#shared/http/find-deployment.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { replayDeployment } from '#shared/http/replay-resource.ts';
import { deploymentReply } from '#shared/http/resource-reply.ts';
import { readWithRemote } from '#shared/workflows/deployments/ask-remote.ts';
import { listingOnce } from '#shared/workflows/deployments/remote-listing.ts';

/** Deploys the commit of an earlier deployment again. Source: docs/design/deployments.md, "Redeploying". */
export const handler = endpoint(
  row,
  (context) => {
    const { principal, body, now, mutation } = context;
    const listing = listingOnce();
    const read = async () => {
      const found = await findDeployment(context, 'whole');
      const repository = orThrow(checkDeployable(found.project, found.repository));
      const { deployment: origin, environment } = found;
      if (environment === null) {
        throw new Problem('conflict', `The environment ${origin.environmentName} was deleted. Deploy to another one.`);
      }
      return { repository, environment, origin, wanted: { ...origin, keepsToBranches: keepsToBranches(origin) } };
    };
    return retryOnVersionConflict(async () => {
      const { environment, origin, repository, answers } = await readWithRemote(read, listing);
      const { ignoreSeries, update } = body;
      const id = newId('deployment', now);
      const input = { ignoreSeries, update, id, by: principal, repository, answers, now };
      const made = orThrow(redeploy(origin, environment, input));
      await insertDeployment(made.deployment, made.environment, made.superseded, mutation, environment);
      return deploymentReply(202, made.deployment);
    });
  },
  { config: ['TABLE_NAME', 'SECRET_PREFIX'], replay: replayDeployment(202) },
);
