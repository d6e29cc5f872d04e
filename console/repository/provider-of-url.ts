import type { ProviderSettings } from '#shared/contract/provider-settings.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { publicHosts } from '../ui/public-hosts.ts';

/** The host in a clone URL, of the forms `https://host/…`, `ssh://git@host/…` and `git@host:…`. */
const hostOf = (url: string): string | null =>
  /^(?:[a-z]+:\/\/)?(?:[^@/\s]*@)?(\[[^\]]+\]|[^:/\s@]+)[:/]/i.exec(url.trim())?.[1]?.toLowerCase() ?? null;

/** The provider that a clone URL tells; null where its host is not known, or no URL is typed yet. */
export const providerOfUrl = (url: string, settings: readonly ProviderSettings[]): Provider | null => {
  const host = hostOf(url);
  if (host === null) return null;
  const own = settings.find(
    ({ baseUrl, sshHost }) =>
      (baseUrl !== null && URL.canParse(baseUrl) && new URL(baseUrl).hostname === host) || sshHost === host,
  );
  if (own !== undefined) return own.provider;
  return Object.entries(publicHosts).find(([name]) => host === name || host.endsWith(`.${name}`))?.[1] ?? null;
};
