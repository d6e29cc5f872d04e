import { loadConfig } from '#shared/config/load-config.ts';
import { readDue } from '#shared/data/due.ts';
import { errorFields, log } from '#shared/http/log.ts';
import { purgeProject } from '#shared/sagas/purge-project.ts';
import { resumeRepository } from '#shared/sagas/resume-repository.ts';

loadConfig(['TABLE_NAME']);

/**
 * Runs each minute and takes what is due: unfinished purges, and connections, disconnections and key rotations that were
 * cut short. One that fails is logged, stays due and holds up no other. Source: design §4, "DUE".
 */
export const handler = async (): Promise<{ done: number; failed: number }> => {
  const now = new Date().toISOString();
  let done = 0;
  let failed = 0;
  for (const { kind, organizationId, projectId } of await readDue(now)) {
    try {
      if (kind === 'purge') await purgeProject(organizationId, projectId, now);
      else await resumeRepository(organizationId, projectId, now);
      done += 1;
    } catch (error) {
      failed += 1;
      log('error', 'sweep', { kind, project: projectId, ...errorFields(error) });
    }
  }
  return { done, failed };
};
