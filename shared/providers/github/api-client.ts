import { Octokit } from 'octokit';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';

/**
 * Answered by GitHub until March 2028 at least and by every Enterprise Server in use.
 * Source: docs/design/providers.md, "GitHub: calling the API".
 */
const apiVersion = '2022-11-28';

const say = (): void => {};
const silent = { debug: say, info: say, warn: say, error: say };

/**
 * Octokit bound to one place. It neither retries nor throttles, since both keep timers, for which a Lambda does not stand
 * still; it follows no redirect, and it writes nothing.
 */
export const apiClient = (access: Pick<ProviderAccess, 'apiUrl' | 'fetch'>, token: string): Octokit => {
  const client = new Octokit({
    auth: token,
    baseUrl: access.apiUrl,
    userAgent: 'ocore-projects',
    log: silent,
    request: { fetch: access.fetch, redirect: 'manual', log: silent },
    retry: { enabled: false },
    throttle: { enabled: false },
  });
  client.hook.before('request', (options) => {
    options.headers.accept = 'application/vnd.github+json';
    options.headers['x-github-api-version'] = apiVersion;
  });
  return client;
};
