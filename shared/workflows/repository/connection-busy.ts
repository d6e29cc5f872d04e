import { Problem } from '#shared/contract/problem.ts';

/** `conflict`: another request is changing the same connection. */
export const connectionBusy = (detail: string): Problem =>
  new Problem('conflict', `${detail} Repeat the request in a moment.`, { retryAfterSeconds: 5 });
