import { Problem } from '#shared/contract/problem.ts';

/** `conflict`: another request is at work on the same connection. */
export const busy = (detail: string): Problem =>
  new Problem('conflict', `${detail} Repeat the request in a moment.`, { headers: { 'retry-after': '5' } });
