import type { Provider } from '#shared/contract/repository.ts';

// A GitHub user or organisation: no dots. Names of managed users contain `_`.
const githubOwner = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const segment: Record<Provider, RegExp> = {
  github: /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}$/,
  gitlab: /^(?!.*\.(?:git|atom)?$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/,
  bitbucket: /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,61}$/,
  gitea: /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}$/,
};

/**
 * Why a full name, such as `acme/odoo-custom`, cannot be the name of a repository at the provider; null if it can.
 * Source: docs/design/connecting.md, "Clone URLs".
 */
export const nameFault = (fullName: string, provider: Provider): string | null => {
  const parts = fullName.split('/');
  if (provider === 'gitlab' ? parts.length < 2 || parts.length > 21 : parts.length !== 2) {
    return provider === 'gitlab' ? 'must name a group and a project' : 'must name exactly an owner and a repository';
  }
  for (const [index, part] of parts.entries()) {
    const grammar = provider === 'github' && index === 0 ? githubOwner : segment[provider];
    if (part === '.' || part === '..' || /\.git$/i.test(part) || !grammar.test(part)) {
      return `"${part}" is not a name that ${provider} allows`;
    }
  }
  return null;
};

/** Whether two full names are the same: every provider compares them without case. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
