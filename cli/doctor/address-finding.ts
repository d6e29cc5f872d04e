import { ApiFailure } from '#shared/client/api-failure.ts';
import { readWellKnown } from '../sign-in/read-well-known.ts';
import { UsageError } from '../usage-error.ts';
import { type Finding, fault, fine } from './finding.ts';

/** Whether oCore Projects answers at an address. @param fix how the address is set */
export const addressFinding = async (baseUrl: string, fix: string): Promise<Finding> => {
  try {
    const { version } = await readWellKnown(baseUrl);
    return fine('address', `${baseUrl} is oCore Projects ${version}`);
  } catch (error) {
    if (!(error instanceof ApiFailure || error instanceof UsageError)) throw error;
    return fault('address', error.message, fix);
  }
};
