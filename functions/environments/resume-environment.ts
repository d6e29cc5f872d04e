import { resumeEnvironment as row } from '#shared/contract/endpoints/environments.ts';
import { changedFields } from '#shared/data/audit/mutation.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { resumeEnvironment } from '#shared/domain/environments/resume-environment.ts';
import { onEnvironment } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { replayEnvironment } from '#shared/http/replay-resource.ts';
import { environmentReply } from '#shared/http/resource-reply.ts';

/**
 * Ends the pause of an environment. Without a pause nothing changes.
 * Source: docs/design/deployments.md, "Pauses".
 */
export const handler = endpoint(
  row,
  (context) =>
    onEnvironment(context, async (before, found) => {
      const { principal, now, mutation } = context;
      if (before.paused === null) return environmentReply(before, found, context);
      const step = resumeEnvironment(before, principal, now);
      const changes = changedFields(before, step.after, ['paused']);
      await saveSlot(step, {
        mutation,
        entry: { action: 'environment.resumed', resourceId: before.id, resourceName: before.name, changes },
      });
      return environmentReply(step.after, found, context);
    }),
  { config: ['TABLE_NAME'], replay: replayEnvironment(environmentReply) },
);
