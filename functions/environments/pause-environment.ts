import { pauseEnvironment as row } from '#shared/contract/endpoints/environments.ts';
import { changedFields } from '#shared/data/audit/mutation.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { pauseEnvironment } from '#shared/domain/environments/pause-environment.ts';
import { onEnvironment } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { replayEnvironment } from '#shared/http/replay-resource.ts';
import { environmentReply } from '#shared/http/resource-reply.ts';

/**
 * Pauses an environment. Repeating it with the same reason changes nothing.
 * Source: docs/design/deployments.md, "Pauses".
 */
export const handler = endpoint(
  row,
  (context) =>
    onEnvironment(context, async (before, found) => {
      const { principal, body, now, mutation } = context;
      if (before.paused?.reason === body.reason) return environmentReply(before, found, context);
      const step = pauseEnvironment(before, body.reason, principal, now);
      const changes = changedFields(before, step.after, ['paused']);
      await saveSlot(step, {
        mutation,
        entry: { action: 'environment.paused', resourceId: before.id, resourceName: before.name, changes },
      });
      return environmentReply(step.after, found, context);
    }),
  { config: ['TABLE_NAME'], replay: replayEnvironment(environmentReply) },
);
