import { simulatePush } from '#shared/contract/endpoints/deliveries.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import { decideChange } from '#shared/domain/deliveries/decide-change.ts';
import { simulatedEvent, simulatedRef } from '#shared/domain/deliveries/simulated-event.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';

/** Simulates a push with the same rules that decide deliveries. */
export const handler = endpoint(
  simulatePush,
  async ({ readVisible, body, now }) => {
    const ref = simulatedRef(body);
    const found = await readVisible((organization, id) => readForDecision(organization, id, [ref], now));
    const head = found.heads.get(ref) ?? null;
    return answer(decideChange(found, head, simulatedEvent(found, head, body)).decision);
  },
  { config: ['TABLE_NAME'] },
);
