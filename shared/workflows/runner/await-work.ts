import { setTimeout as sleep } from 'node:timers/promises';
import { isLocal } from '#shared/config/is-local.ts';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { readEnvironment } from '#shared/data/environments/read-environment.ts';
import { settleEnvironment } from '#shared/domain/environments/settle-environment.ts';

/** Between two looks, with jitter, so that runners part: on AWS each look is a read unit, some six in 20 s. */
const pauseMs = (): number => (isLocal() ? 200 + Math.random() * 200 : 2000 + Math.random() * 3000);

/**
 * Waits until an environment has something to claim.
 * @param untilMs milliseconds since the epoch
 * @returns false where nothing came in that time
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
    if (environment.pending?.status === 'queued' && environment.running === null) return true;
    if (settleEnvironment(environment, new Date().toISOString()) !== null) return true;
  }
};
