import { resumeEnvironment as row } from '#shared/contract/endpoints/environments.ts';
import { changedFields } from '#shared/data/audit/mutation.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import { resumeEnvironment } from '#shared/domain/environments/resume-environment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { replayEnvironment } from '#shared/http/replay-environment.ts';
import { ok } from '#shared/http/reply.ts';
import { requireEnvironment } from '#shared/http/require-environment.ts';

/**
 * Ends the pause of an environment. Without a pause nothing changes.
 * Source: docs/design/deployments.md, "Pauses".
 */
export const handler = endpoint(
  row,
  ({ readVisible, params, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const found = await readVisible(readConfiguration);
      const before = requireEnvironment(found.environments, params.environmentId);
      checkVersion(before.version);
      if (before.paused === null) return ok(presentEnvironment(before), before.version);
      const step = resumeEnvironment(before, now);
      const changes = changedFields(before, step.after, ['paused']);
      const entry = { action: 'environment.resumed', resourceId: before.id, changes };
      await saveSlot(step, { mutation, entry });
      return ok(presentEnvironment(step.after), step.after.version);
    }),
  { config: ['TABLE_NAME'], replay: replayEnvironment },
);
