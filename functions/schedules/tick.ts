import { type DueItem, readDue } from '#shared/data/table/due.ts';
import { logDueFault } from '#shared/http/log-due-fault.ts';
import { noteEndOfTick } from '#shared/http/note-end-of-tick.ts';
import { startFunction } from '#shared/http/start-function.ts';
import { finishDeparture } from '#shared/workflows/access/finish-departure.ts';
import { applyDueTimeouts } from '#shared/workflows/deployments/apply-due-timeouts.ts';
import { resumeSettings } from '#shared/workflows/settings/change-provider-settings.ts';

const needed = ['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID', 'SECRET_PREFIX'] as const;
const { ROOT_SECRET_ID, PUBLIC_URL } = startFunction('schedules/tick', needed);
const settings = { rootSecretId: ROOT_SECRET_ID, publicUrl: PUBLIC_URL };

// Eight side by side, since most wait for other hosts. The function may run for 300 s; the next tick handles what is left.
const [atOnce, maxMs, maxMsEach] = [8, 200_000, 60_000];

// Providers and SSH are half of the code, and most ticks find nothing for them.
const take = async (due: DueItem): Promise<unknown> => {
  const now = new Date().toISOString();
  switch (due.kind) {
    case 'purge': {
      const { purgeProject } = await import('#shared/workflows/projects/purge-project.ts');
      return purgeProject(due.organizationId, due.projectId, settings, now);
    }
    case 'repository': {
      const { resumeRepository } = await import('#shared/workflows/reconcile/resume-repository.ts');
      return resumeRepository(due.organizationId, due.projectId, settings, now, Date.now() + maxMsEach);
    }
    case 'environment':
      return applyDueTimeouts(due.organizationId, due.projectId, due.environmentId, now);
    case 'settings':
      return resumeSettings(due.organizationId, due.provider, now);
    case 'departure':
      return finishDeparture(due.organizationId, due.principalId, now);
  }
};

/**
 * Runs each minute and handles what is due. A failing item is logged, stays due and blocks no other.
 * At its end it notes what it did. Source: docs/design/single-table.md, "What is due".
 */
export const handler = async (): Promise<{ done: number; failed: number }> => {
  const [started, result] = [Date.now(), { done: 0, failed: 0 }];
  const waiting = [...(await readDue(new Date(started).toISOString()))];
  const work = async (): Promise<void> => {
    while (Date.now() - started < maxMs) {
      // A random item, so that overlapping ticks work on different ones.
      const [due] = waiting.splice(Math.floor(Math.random() * waiting.length), 1);
      if (due === undefined) return;
      try {
        await take(due);
        result.done += 1;
      } catch (error) {
        result.failed += 1;
        logDueFault(due, error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return noteEndOfTick(started, result);
};
