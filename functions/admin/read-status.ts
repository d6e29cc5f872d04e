import { ReadStatus, type ServiceStatus } from '#shared/contract/service-status.ts';
import { adminFunction } from '#shared/http/admin-function.ts';
import { validate } from '#shared/http/validate.ts';
import { loadPlace } from '#shared/status/load-place.ts';
import { readStatus } from '#shared/status/read-status.ts';

const place = loadPlace();

/**
 * Tells how the stage is and what is wrong with it, for `ocore admin status`. It changes nothing.
 * Source: docs/operations.md, "Is the service well?".
 */
export const handler = adminFunction(async (input): Promise<ServiceStatus> => {
  validate(ReadStatus, input, 'input');
  return readStatus(place, new Date().toISOString());
});
