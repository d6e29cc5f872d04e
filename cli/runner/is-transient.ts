import { ApiFailure } from '#shared/client/api-failure.ts';

/** Whether a failed API call may succeed later: no answer, too many requests, or a fault of the service. */
export const isTransient = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.status === 0 || error.status === 429 || error.status >= 500);
