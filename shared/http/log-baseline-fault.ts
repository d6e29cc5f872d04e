import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { errorFields, log } from './log.ts';

/** Logs that a baseline was not taken. What the request changed is written, and the next comparison takes the baseline. */
export const logBaselineFault =
  ({ id }: ProjectRecord) =>
  (error: unknown): null => {
    log('warn', 'baseline not taken', { project: id, ...errorFields(error) });
    return null;
  };
