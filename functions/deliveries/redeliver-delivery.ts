import { redeliverDelivery as row } from '#shared/contract/endpoints/deliveries.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import { deploys } from '#shared/domain/deliveries/deploys.ts';
import { connected } from '#shared/http/connected.ts';
import { deliveryOf } from '#shared/http/delivery-of.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { decided } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { visible } from '#shared/http/visible.ts';
import { deliveryDeadline, persistently } from '#shared/workflows/deliveries/persistently.ts';
import { redeliver, refsOfDelivery } from '#shared/workflows/deliveries/redeliver.ts';

/** Runs a stored delivery again. Source: docs/design/deciding-a-push.md, "Redelivering". */
export const handler = endpoint(
  row,
  async ({ principal, params, now, mutation }) => {
    const stored = await deliveryOf(principal, params, now);
    const refs = stored === null ? [] : refsOfDelivery(stored);
    const { answer, queued } = await persistently(async () => {
      const found = await visible(principal, row.access.permission, params.projectId, (organization, id) =>
        readForDecision(organization, id, refs, now),
      );
      if (stored === null) throw notFound();
      const isLeaving = found.repository?.status === 'disconnecting';
      return redeliver(found, connected(isLeaving ? null : found.repository), stored, mutation);
    }, deliveryDeadline());
    return decided(answer, queued);
  },
  {
    config: ['TABLE_NAME'],
    replay: async ({ principal, params, now }, id) => {
      const again = await deliveryOf(principal, { ...params, deliveryId: id }, now);
      if (again === null) throw notFound();
      return decided(again.answer, deploys(again.answer.decision));
    },
  },
);
