import { redeliverDelivery as row } from '#shared/contract/endpoints/deliveries.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import { causesDeployment } from '#shared/domain/deliveries/causes-deployment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDelivery } from '#shared/http/find-delivery.ts';
import { readVisible } from '#shared/http/read-visible.ts';
import { okOrAccepted } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { requireRepository } from '#shared/http/require-repository.ts';
import { redeliver, refsOfDelivery } from '#shared/workflows/deliveries/redeliver.ts';
import { deliveryDeadline, retryUntilDeadline } from '#shared/workflows/deliveries/retry-until-deadline.ts';

/** Runs a stored delivery again. Source: docs/design/deciding-a-push.md, "Redelivering". */
export const handler = endpoint(
  row,
  async ({ principal, params, now, mutation }) => {
    const stored = await findDelivery(principal, params, now);
    const refs = stored === null ? [] : refsOfDelivery(stored);
    const { answer, queued } = await retryUntilDeadline(async () => {
      const found = await readVisible(principal, row.access.permission, params.projectId, (organization, id) =>
        readForDecision(organization, id, refs, now),
      );
      if (stored === null) throw notFound();
      const isLeaving = found.repository?.status === 'disconnecting';
      return redeliver(found, requireRepository(isLeaving ? null : found.repository), stored, mutation);
    }, deliveryDeadline());
    return okOrAccepted(answer, queued);
  },
  {
    config: ['TABLE_NAME'],
    replay: async ({ principal, params, now }, id) => {
      const again = await findDelivery(principal, { ...params, deliveryId: id }, now);
      if (again === null) throw notFound();
      return okOrAccepted(again.answer, causesDeployment(again.answer.decision));
    },
  },
);
