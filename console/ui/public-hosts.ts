import type { Provider } from '#shared/contract/repository.ts';

/** The hosts of the providers that everybody knows without a setting. */
export const publicHosts: Readonly<Record<string, Provider>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'bitbucket.org': 'bitbucket',
};

/** Whether the address of a server is one that the organisation has set itself. */
export const isOwnServer = (baseUrl: string | null): boolean =>
  baseUrl !== null && !(URL.canParse(baseUrl) && publicHosts[new URL(baseUrl).hostname] !== undefined);
