import { approveDeployment as row } from '#shared/contract/endpoints/deployments.ts';
import { Problem } from '#shared/contract/problem.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { saveSlot } from '#shared/data/save-slot.ts';
import { approvePending } from '#shared/domain/approve-pending.ts';
import { refusalOf } from '#shared/domain/deployment-transition.ts';
import { deploymentReply } from '#shared/http/deployment-reply.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDeployment } from '#shared/http/find-deployment.ts';
import { refused } from '#shared/http/refused.ts';
import { replayDeployment } from '#shared/http/replay-deployment.ts';
import { ruled } from '#shared/http/ruled.ts';

/** Approves a deployment that waits for it. Source: design §9; wire.md. */
export const handler = endpoint(
  row,
  ({ principal, params, now, mutation }) =>
    optimistic(async () => {
      const found = await findDeployment(principal, row.access.permission, params);
      const { project, environment, deployment } = found;
      if (project.archivedAt !== null) {
        throw new Problem('project_archived', 'The project is archived. Unarchive it before you approve a deployment.');
      }
      if (environment?.pending?.id !== deployment.id) {
        throw refused(refusalOf(deployment.status, 'approve'));
      }
      const step = ruled(approvePending(environment, environment.pending, principal.name, now));
      const changes = { status: { from: deployment.status, to: step.deployment.status } };
      const entry = { action: 'deployment.approved', resourceId: deployment.id, changes };
      await saveSlot(step, { mutation, entry });
      return deploymentReply(200, step.deployment);
    }),
  { config: ['TABLE_NAME'], replay: replayDeployment(200) },
);
