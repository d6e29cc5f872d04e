import type { Provider } from '#shared/contract/repository.ts';

const publicApi: Readonly<Record<Exclude<Provider, 'gitea'>, string>> = {
  github: 'https://api.github.com',
  gitlab: 'https://gitlab.com/api/v4',
  bitbucket: 'https://api.bitbucket.org/2.0',
};

/**
 * The address of a provider's API, without a slash at the end.
 * @param baseUrl of a self-hosted server, or null for the provider's public one
 * @returns null if the provider has no public server
 * Source: docs/design/providers.md, "GitHub: calling the API", "GitLab: calling the API", "Bitbucket: calling the API"
 * and "Gitea and Forgejo: calling the API".
 */
export const apiUrlOf = (provider: Provider, baseUrl: string | null): string | null => {
  if (baseUrl === null) return provider === 'gitea' ? null : publicApi[provider];
  switch (provider) {
    case 'github': {
      const url = new URL(baseUrl);
      // Tenants with data residency have the API on a separate host; Enterprise Server has it below a path.
      return url.hostname.endsWith('.ghe.com') ? `https://api.${url.hostname}` : `${baseUrl}/api/v3`;
    }
    case 'gitlab':
      return `${baseUrl}/api/v4`;
    case 'gitea':
      return `${baseUrl}/api/v1`;
    case 'bitbucket':
      return publicApi.bitbucket;
  }
};
