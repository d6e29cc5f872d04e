import { cancelDeployment as row } from '#shared/contract/endpoints/deployments.ts';
import { changedFields } from '#shared/data/audit/mutation.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { cancelPending, cancelRunning } from '#shared/domain/deployments/cancel-deployment.ts';
import { deploymentName } from '#shared/domain/deployments/deployment-name.ts';
import { isEnded, transitionRefusal } from '#shared/domain/deployments/deployment-transition.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDeployment } from '#shared/http/find-deployment.ts';
import { orThrow, problemOf } from '#shared/http/or-throw.ts';
import { replayDeployment } from '#shared/http/replay-resource.ts';
import { deploymentReply } from '#shared/http/resource-reply.ts';

/** Cancels a deployment. Source: docs/design/deployments.md, "Cancelling". */
export const handler = endpoint(
  row,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, body, now, mutation } = context;
      const { deployment, environment } = await findDeployment(context);
      const isPending = environment?.pending?.id === deployment.id;
      if (environment === null || !(isPending || environment.running?.id === deployment.id)) {
        // Neither pending nor running: the deployment has ended.
        throw problemOf(transitionRefusal(deployment.status, 'cancel'));
      }
      const cancel = isPending ? cancelPending : cancelRunning;
      const step = orThrow(cancel(environment, deployment, { ...principal, reason: body.reason ?? null }, now));
      if (step.changes.length === 0) return deploymentReply(200, deployment);
      const { status } = step.deployment;
      const why = changedFields(null, step.deployment, ['cancelReason']);
      // A running deployment is only asked to stop; its runner completes it.
      const entry = isEnded(status)
        ? {
            action: 'deployment.cancelled' as const,
            changes: { status: { from: deployment.status, to: status }, ...why },
          }
        : {
            action: 'deployment.cancel_requested' as const,
            changes: { cancelledBy: { from: null, to: principal.id }, ...why },
          };
      const resource = { resourceId: deployment.id, resourceName: deploymentName(deployment) };
      await saveSlot(step, { mutation, entry: { ...entry, ...resource } });
      return deploymentReply(200, step.deployment);
    }),
  { config: ['TABLE_NAME'], replay: replayDeployment(200) },
);
