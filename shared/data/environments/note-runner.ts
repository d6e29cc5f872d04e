import { packSeen } from '#shared/data/items/environment-item.ts';
import { ifPresent } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { setFieldsIf } from '#shared/data/table/set-fields-if.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

const minuteMs = 60_000;

/**
 * Notes that a runner asked for work, at most once a minute. The version stays, so that no ETag changes and no other
 * write is refused because of it.
 * Source: docs/design/deployments.md, "The runner of an environment".
 * @param now RFC 3339
 */
export const noteRunner = async (environment: EnvironmentRecord, name: string, now: string): Promise<void> => {
  const { runnerSeen } = environment;
  const isKnown = runnerSeen?.name === name && Date.parse(now) - Date.parse(runnerSeen.at) < minuteMs;
  if (isKnown) return;
  const key = keys.environment(environment.organizationId, environment.projectId, environment.id);
  // Where the environment was deleted meanwhile, nothing is written.
  await setFieldsIf(key, { seen: packSeen({ name, at: now }) }, ifPresent);
};
