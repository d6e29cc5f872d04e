import type { DueItem } from '#shared/data/table/due.ts';
import { errorFields, log } from './log.ts';
import { providerErrors } from './provider-errors.ts';

/** Logs that a due item was not handled. It stays due, and blocks no other. */
export const logDueFault = (due: DueItem, error: unknown): void => {
  const where = due.kind === 'settings' ? { provider: due.provider } : { project: due.projectId };
  log('error', 'due item failed', { kind: due.kind, ...where, ...errorFields(error) }, providerErrors(error));
};
