import { simulatePush } from '#shared/contract/endpoints/deliveries.ts';
import { readConfiguration } from '#shared/data/read-project.ts';
import { decide } from '#shared/domain/decide.ts';
import { describedEvent } from '#shared/domain/described-event.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';

/** Tells what a described push would deploy, by the same engine that decides deliveries. */
export const handler = endpoint(
  simulatePush,
  async ({ principal, params, body }) => {
    const found = await visible(principal, simulatePush.access.permission, params.projectId, readConfiguration);
    return answer(decide(found, describedEvent(found, body)));
  },
  { config: ['TABLE_NAME'] },
);
