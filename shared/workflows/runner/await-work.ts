import { setTimeout as sleep } from 'node:timers/promises';
import { isLocal } from '#shared/config/is-local.ts';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { readEnvironment } from '#shared/data/environments/read-environment.ts';
import { startableOf } from '#shared/domain/deployments/start-pending.ts';
import { applyTimeouts } from '#shared/domain/environments/apply-timeouts.ts';

/**
 * The pause between two reads, with jitter, so that runners do not poll in step. On AWS each read costs one unit, about
 * six in 20 s.
 */
const pauseMs = (): number => (isLocal() ? 200 + Math.random() * 200 : 2000 + Math.random() * 3000);

/**
 * Waits until an environment may have something to claim.
 * @param untilMs milliseconds since the epoch
 * @returns false if nothing came in that time
 */
export const awaitWork = async (
  organization: OrganizationId,
  project: ProjectId,
  id: EnvironmentId,
  untilMs: number,
): Promise<boolean> => {
  for (;;) {
    const left = untilMs - Date.now();
    if (left <= 0) return false;
    await sleep(Math.min(left, pauseMs()));
    const environment = await readEnvironment(organization, project, id);
    if (environment === null) return true;
    if (startableOf(environment) !== null) return true;
    if (applyTimeouts(environment, new Date().toISOString()) !== null) return true;
  }
};
