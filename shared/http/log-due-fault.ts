import type { DueItem } from '#shared/data/table/due.ts';
import { errorFields, log } from './log.ts';
import { providerErrors } from './provider-errors.ts';

const whereOf = (due: DueItem): Readonly<Record<string, string>> => {
  switch (due.kind) {
    case 'settings':
      return { provider: due.provider };
    case 'departure':
      return { principal: due.principalId };
    case 'purge':
    case 'repository':
    case 'environment':
      return { project: due.projectId };
  }
};

/** Logs that a due item was not handled. It stays due, and blocks no other. */
export const logDueFault = (due: DueItem, error: unknown): void => {
  log('error', 'due item failed', { kind: due.kind, ...whereOf(due), ...errorFields(error) }, providerErrors(error));
};
