import { loadConfig } from '#shared/config/load-config.ts';
import { type DueItem, readDue } from '#shared/data/due.ts';
import { errorFields, log } from '#shared/http/log.ts';
import { resumeSettings } from '#shared/sagas/change-provider-settings.ts';
import { purgeProject } from '#shared/sagas/purge-project.ts';
import { resumeRepository } from '#shared/sagas/resume-repository.ts';

const config = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);
const settings = { rootSecretId: config.ROOT_SECRET_ID, publicUrl: config.PUBLIC_URL };

const take = async (due: DueItem, now: string): Promise<void> => {
  switch (due.kind) {
    case 'purge':
      await purgeProject(due.organizationId, due.projectId, settings, now);
      return;
    case 'repository':
      return resumeRepository(due.organizationId, due.projectId, settings, now);
    case 'settings':
      return resumeSettings(due.organizationId, due.provider, now);
  }
};

/**
 * Runs each minute and takes what is due: unfinished purges, and connections, disconnections, rotations and changes of
 * provider settings that were cut short. One that fails is logged, stays due and holds up no other. Source: design §4, "DUE".
 */
export const handler = async (): Promise<{ done: number; failed: number }> => {
  const now = new Date().toISOString();
  let done = 0;
  let failed = 0;
  for (const due of await readDue(now)) {
    try {
      await take(due, now);
      done += 1;
    } catch (error) {
      failed += 1;
      const where = due.kind === 'settings' ? { provider: due.provider } : { project: due.projectId };
      log('error', 'sweep', { kind: due.kind, ...where, ...errorFields(error) });
    }
  }
  return { done, failed };
};
