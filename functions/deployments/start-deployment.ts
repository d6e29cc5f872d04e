import { startDeployment } from '#shared/contract/endpoints/deployments.ts';
import { type DeploymentId, ProjectId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment, readDeployment } from '#shared/data/deployments.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { readConfiguration } from '#shared/data/read-project.ts';
import { checkDeployable } from '#shared/domain/check-deployable.ts';
import { acceptDeployment } from '#shared/domain/deployment-slot.ts';
import { newDeployment } from '#shared/domain/new-deployment.ts';
import { presentDeployment } from '#shared/domain/present-deployment.ts';
import type { DeploymentRecord } from '#shared/domain/records.ts';
import { resolveManual } from '#shared/domain/resolve-manual.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { accepted } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { ruled } from '#shared/http/ruled.ts';
import { visible } from '#shared/http/visible.ts';

const reply = (deployment: DeploymentRecord) =>
  accepted(
    presentDeployment(deployment),
    deployment.version,
    `/api/projects/${deployment.projectId}/deployments/${deployment.id}`,
  );

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
      return reply(deployment);
    }),
  {
    config: ['TABLE_NAME'],
    replay: async ({ principal, params }, id) => {
      const project = ProjectId.parse(params.projectId);
      const deployment = await readDeployment(principal.organization.id, project, id as DeploymentId);
      if (deployment === null) throw notFound();
      return reply(deployment);
    },
  },
);
