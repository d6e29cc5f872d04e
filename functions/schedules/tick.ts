import { loadConfig } from '#shared/config/load-config.ts';
import { type DueItem, readDue } from '#shared/data/table/due.ts';
import { errorFields, log } from '#shared/http/log.ts';
import { settleDueEnvironment } from '#shared/workflows/deployments/settle-due-environment.ts';
import { purgeProject } from '#shared/workflows/projects/purge-project.ts';
import { resumeRepository } from '#shared/workflows/reconcile/resume-repository.ts';
import { resumeSettings } from '#shared/workflows/settings/change-provider-settings.ts';

const config = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);
const settings = { rootSecretId: config.ROOT_SECRET_ID, publicUrl: config.PUBLIC_URL };

/** Waiting for other hosts is most of the work. */
const atOnce = 8;
/** The function lives 300 s; the next tick takes what this one leaves. */
const mostMs = 200_000;
/** How long one repository may keep the others waiting. */
const mostMsEach = 60_000;

const take = async (due: DueItem): Promise<void> => {
  const now = new Date().toISOString();
  switch (due.kind) {
    case 'purge':
      await purgeProject(due.organizationId, due.projectId, settings, now);
      return;
    case 'repository':
      return resumeRepository(due.organizationId, due.projectId, settings, now, Date.now() + mostMsEach);
    case 'environment':
      return settleDueEnvironment(due.organizationId, due.projectId, due.environmentId, now);
    case 'settings':
      return resumeSettings(due.organizationId, due.provider, now);
  }
};

/** In no order: two ticks that overlap work on different things. */
const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);

/**
 * Runs each minute and takes what is due: unfinished purges; leases and approvals that are over; connections,
 * disconnections, rotations and changes of provider settings that were cut short; repositories that are to be compared
 * with their remotes. One that fails is logged, stays due and holds up no other.
 * Source: docs/design/single-table.md, "What is due".
 */
export const handler = async (): Promise<{ done: number; failed: number }> => {
  const started = Date.now();
  const result = { done: 0, failed: 0 };
  const waiting = shuffled(await readDue(new Date(started).toISOString()));
  const work = async (): Promise<void> => {
    for (let due = waiting.pop(); due !== undefined && Date.now() - started < mostMs; due = waiting.pop()) {
      try {
        await take(due);
        result.done += 1;
      } catch (error) {
        result.failed += 1;
        const where = due.kind === 'settings' ? { provider: due.provider } : { project: due.projectId };
        log('error', 'sweep', { kind: due.kind, ...where, ...errorFields(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return result;
};
