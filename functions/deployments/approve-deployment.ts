import { approveDeployment as row } from '#shared/contract/endpoints/deployments.ts';
import { changedFields } from '#shared/data/audit/mutation.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { approvePending, checkApproval } from '#shared/domain/deployments/approve-pending.ts';
import { approvedCommit, refToResolve } from '#shared/domain/deployments/approved-commit.ts';
import { deploymentName } from '#shared/domain/deployments/deployment-name.ts';
import { transitionRefusal } from '#shared/domain/deployments/deployment-transition.ts';
import { headIn } from '#shared/domain/deployments/remote-listing.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDeployment } from '#shared/http/find-deployment.ts';
import { orThrow, problemOf } from '#shared/http/or-throw.ts';
import { replayDeployment } from '#shared/http/replay-resource.ts';
import { requireUnarchived } from '#shared/http/require-resource.ts';
import { deploymentReply } from '#shared/http/resource-reply.ts';
import { listingOnce } from '#shared/workflows/deployments/remote-listing.ts';

/** Approves one commit of a deployment that waits for it. Source: docs/design/deployments.md, "Approvals". */
export const handler = endpoint(
  row,
  (context) => {
    const { principal, body, now, mutation } = context;
    const listing = listingOnce();
    return retryOnVersionConflict(async () => {
      const found = await findDeployment(context);
      const { project, repository, environment, deployment } = found;
      requireUnarchived(project, 'approve a deployment');
      if (environment?.pending?.id !== deployment.id) {
        throw problemOf(transitionRefusal(deployment.status, 'approve'));
      }
      const pending = orThrow(checkApproval(environment, environment.pending, principal));
      const ref = refToResolve(pending);
      const head = ref === null || repository === null ? null : headIn(await listing(repository), ref);
      const commitSha = orThrow(approvedCommit(pending, body.commitSha, head));
      const step = approvePending(environment, pending, principal, commitSha, now);
      const changes = changedFields(pending, step.deployment, ['status', 'commitSha']);
      const entry = {
        action: 'deployment.approved',
        resourceId: deployment.id,
        resourceName: deploymentName(deployment),
        changes,
      } as const;
      await saveSlot(step, { mutation, entry });
      return deploymentReply(200, step.deployment);
    });
  },
  { config: ['TABLE_NAME', 'SECRET_PREFIX'], replay: replayDeployment(200) },
);
