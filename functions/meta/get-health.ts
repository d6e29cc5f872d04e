import { getHealth } from '#shared/contract/endpoints/meta.ts';
import { version } from '#shared/contract/version.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';

/** Shows that the API answers, and its version. */
export const handler = endpoint(getHealth, async () => answer({ status: 'ok', version }));
