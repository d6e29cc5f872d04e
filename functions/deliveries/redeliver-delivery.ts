import { redeliverDelivery as row } from '#shared/contract/endpoints/deliveries.ts';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { readForDecision, readProject } from '#shared/data/projects/read-project.ts';
import { causesDeployment } from '#shared/domain/deliveries/causes-deployment.ts';
import { firstAnswer } from '#shared/domain/deliveries/webhook-answer.ts';
import { refsOf } from '#shared/domain/records/git-event.ts';
import { deliveryRead } from '#shared/http/delivery-read.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { okOrAccepted } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { requireRepository } from '#shared/http/require-resource.ts';
import { redeliver } from '#shared/workflows/deliveries/redeliver.ts';
import { deliveryDeadline, retryUntilDeadline } from '#shared/workflows/deliveries/retry-until-deadline.ts';

/** The read of a stored delivery and of everything that decides it. */
const storedRead = (deliveryId: string, now: string) => async (organization: OrganizationId, project: ProjectId) => {
  const stored = await deliveryRead(deliveryId, now)(organization, project);
  const found = await readForDecision(organization, project, refsOf(stored?.payload?.changes ?? []), now);
  return found === null ? null : { ...found, stored };
};

/** Runs a stored delivery again. Source: docs/design/deciding-a-push.md, "Redelivering". */
export const handler = endpoint(
  row,
  async ({ readVisible, requireOn, params, now, mutation }) => {
    const { answer, queued } = await retryUntilDeadline(async () => {
      const found = await readVisible(storedRead(params.deliveryId, now));
      if (found.stored === null) throw notFound();
      const isLeaving = found.repository?.status === 'disconnecting';
      const repository = requireRepository(isLeaving ? null : found.repository);
      const deploysTo = (environmentId: EnvironmentId) => requireOn(found.project, environmentId);
      return redeliver(found, repository, found.stored, mutation, deploysTo);
    }, deliveryDeadline());
    return okOrAccepted(answer, queued);
  },
  {
    config: ['TABLE_NAME'],
    replay: async ({ readVisibleBeside, now }, id) => {
      const [, again] = await readVisibleBeside(readProject, deliveryRead(id, now));
      if (again === null) throw notFound();
      return okOrAccepted(firstAnswer(again.answer), causesDeployment(again.answer.decision));
    },
  },
);
