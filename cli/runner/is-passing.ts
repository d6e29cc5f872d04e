import { ApiFailure } from '#shared/client/api-failure.ts';

/** Whether a failed call of the API may succeed when it is repeated: no answer, too many requests, a fault of the service. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.status === 0 || error.status === 429 || error.status >= 500);
