import { startDeployment } from '#shared/contract/endpoints/deployments.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment } from '#shared/data/deployments/deployments.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import { isFullCommit } from '#shared/domain/deployments/approved-commit.ts';
import { checkDeployable } from '#shared/domain/deployments/check-deployable.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import { manualDeployment } from '#shared/domain/deployments/manual-deployment.ts';
import { resolveDeployTarget } from '#shared/domain/deployments/resolve-deploy-target.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { replayDeployment } from '#shared/http/replay-resource.ts';
import { requireForce } from '#shared/http/require-permission.ts';
import { deploymentReply } from '#shared/http/resource-reply.ts';
import { readWithRemote } from '#shared/workflows/deployments/ask-remote.ts';
import { listingOnce } from '#shared/workflows/deployments/remote-listing.ts';

/** Deploys by hand. Source: docs/design/resources.md, "Deploying by hand". */
export const handler = endpoint(
  startDeployment,
  ({ readVisible, requireOn, principal, body, now, mutation }) => {
    const { ignoreSeries, update, force } = body;
    const named = body.commitSha ?? null;
    const commit = isFullCommit(named) ? { commitSha: named, digits: null } : { commitSha: null, digits: named };
    const wanted = { branch: body.branch ?? null, tag: body.tag ?? null, ...commit, keepsToBranches: !force };
    const listing = listingOnce();
    const read = async () => {
      const found = await readVisible(readConfiguration);
      requireForce(principal, force, targetOf(found.project));
      const environment = resolveDeployTarget(found.project, found.environments, body);
      // Before what is said of the project's state: 403 comes before 409.
      if (environment.ok) requireOn(found.project, environment.value.id);
      const repository = orThrow(checkDeployable(found.project, found.repository));
      return { repository, environment: orThrow(environment), wanted };
    };
    return retryOnVersionConflict(async () => {
      const { environment, repository, answers } = await readWithRemote(read, listing);
      const id = newId('deployment', now);
      const input = { id, ignoreSeries, update, force, by: principal, repository, now };
      const deployment = orThrow(manualDeployment(environment, wanted, answers, input));
      const slot = enqueueDeployment(environment, deployment, now);
      await insertDeployment(deployment, slot.environment, slot.superseded, mutation);
      return deploymentReply(202, deployment);
    });
  },
  { config: ['TABLE_NAME', 'SECRET_PREFIX'], replay: replayDeployment(202) },
);
