import { Octokit } from 'octokit';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';

/**
 * Supported by GitHub until at least March 2028, and by every Enterprise Server in use.
 * Source: docs/design/providers.md, "GitHub: calling the API".
 */
const apiVersion = '2022-11-28';

const ignore = (): void => {};
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * An Octokit for one API address. Retries and throttling are off, because their timers do not run while a Lambda is
 * frozen. It follows no redirect and writes no log.
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
