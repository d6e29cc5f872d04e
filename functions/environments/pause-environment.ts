import { pauseEnvironment as row } from '#shared/contract/endpoints/environments.ts';
import { changedFields } from '#shared/data/audit/mutation.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { pauseEnvironment } from '#shared/domain/environments/pause-environment.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { replayEnvironment } from '#shared/http/replay-environment.ts';
import { ok } from '#shared/http/reply.ts';
import { requireEnvironment } from '#shared/http/require-environment.ts';

/**
 * Pauses an environment. Repeating it with the same reason changes nothing.
 * Source: docs/design/deployments.md, "Pauses".
 */
export const handler = endpoint(
  row,
  ({ readVisible, principal, params, body, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const found = await readVisible(readConfiguration);
      const before = requireEnvironment(found.environments, params.environmentId);
      checkVersion(before.version);
      if (before.paused?.reason === body.reason) return ok(presentEnvironment(before), before.version);
      const step = pauseEnvironment(before, body.reason, principal.id, now);
      const changes = changedFields(before, step.after, ['paused']);
      const entry = { action: 'environment.paused', resourceId: before.id, changes };
      await saveSlot(step, { mutation, entry });
      return ok(presentEnvironment(step.after), step.after.version);
    }),
  { config: ['TABLE_NAME'], replay: replayEnvironment },
);
