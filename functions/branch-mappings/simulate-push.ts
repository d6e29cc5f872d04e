import { simulatePush } from '#shared/contract/endpoints/deliveries.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import { decideInOrder } from '#shared/domain/deliveries/decide-in-order.ts';
import { describedEvent, describedRef } from '#shared/domain/deliveries/described-event.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';

/** Tells what a described push would deploy, by the same engine that decides deliveries. */
export const handler = endpoint(
  simulatePush,
  async ({ principal, params, body, now }) => {
    const ref = describedRef(body);
    const found = await visible(principal, simulatePush.access.permission, params.projectId, (organization, id) =>
      readForDecision(organization, id, [ref], now),
    );
    const head = found.heads.get(ref) ?? null;
    return answer(decideInOrder(found, head, describedEvent(found, head, body)).decision);
  },
  { config: ['TABLE_NAME'] },
);
