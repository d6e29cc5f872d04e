import { Problem } from '../contract/problem.ts';
import type { Provider } from '../contract/repository.ts';

/** A host that repositories may live on: the providers' own, or one that an admin has set. */
export type GitHost = {
  readonly provider: Provider;
  readonly host: string;
  /** Other names of the same host, with the SSH port that each stands for. */
  readonly aliases: readonly string[];
};

/** A repository in normal form; both URLs are rebuilt by us, nothing typed is carried over but the path. */
export type CloneUrl = {
  readonly provider: Provider;
  readonly host: string;
  readonly fullName: string;
  readonly httpsUrl: string;
  readonly sshUrl: string;
};

/** The providers' public hosts. Source: reference/providers.md §7.1. */
export const publicHosts: readonly GitHost[] = [
  { provider: 'github', host: 'github.com', aliases: ['www.github.com', 'ssh.github.com'] },
  { provider: 'gitlab', host: 'gitlab.com', aliases: ['www.gitlab.com', 'altssh.gitlab.com'] },
  { provider: 'bitbucket', host: 'bitbucket.org', aliases: ['www.bitbucket.org', 'altssh.bitbucket.org'] },
];

const example =
  'Give the clone URL, for instance git@github.com:acme/odoo-custom.git or https://github.com/acme/odoo-custom.git.';
const invalid = (why: string): Problem =>
  new Problem('repository_url_invalid', `repositoryUrl: ${why}. ${example}`, {
    errors: [{ pointer: '#/repositoryUrl', detail: why }],
  });

// The grammar is matched on the typed text, never on what `new URL` makes of it: that repairs bad input silently.
const host = '(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)';
const port = '(?::(?<port>[0-9]{1,5}))?';
const path = '(?<path>[^\\s:?#]+)';
const https = new RegExp(`^https://${host}${port}/${path}$`);
const ssh = new RegExp(`^ssh://(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@)?${host}${port}/${path}$`);
const scp = new RegExp(`^(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@)?${host}:(?!/)${path}$`);

// A user or organisation of GitHub: no dots; `_` in the names of managed users.
const githubOwner = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const segment: Record<Provider, RegExp> = {
  github: /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}$/,
  gitlab: /^(?!.*\.(?:git|atom)?$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/,
  bitbucket: /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,61}$/,
  gitea: /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}$/,
};

/**
 * Parses a clone URL (HTTPS, ssh:// or scp-like) strictly and rebuilds it in normal form. Refused are user names with
 * passwords, other schemes and transports, control, blank and non-ASCII characters, percent encoding, leading dashes, dot
 * segments, queries, fragments, IP addresses and every host that is not in the list.
 * @throws Problem `repository_url_invalid`, `repository_host_not_allowed`
 * Source: reference/providers.md §7, security.md §2.6.
 */
export const parseCloneUrl = (typed: string, hosts: readonly GitHost[] = publicHosts): CloneUrl => {
  if (!/^[\x21-\x7e]+$/.test(typed)) throw invalid('must not hold blanks, control or non-ASCII characters');
  if (typed.startsWith('-')) throw invalid('must not begin with a dash');
  if (/[\\%]/.test(typed)) throw invalid('must not hold backslashes or percent signs');
  if (typed.includes('::')) throw invalid('must not name a transport');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(typed)?.[1];
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'ssh') {
    throw invalid(`must begin with https:// or ssh://, not ${scheme}://`);
  }
  if (scheme === 'https' && typed.slice(8).split('/')[0]?.includes('@')) {
    throw invalid('must not hold a user name or password: oCore uses a deploy key of its own');
  }
  const match = scheme === 'https' ? https.exec(typed) : scheme === 'ssh' ? ssh.exec(typed) : scp.exec(typed);
  if (match?.groups === undefined) throw invalid('is not a clone URL');
  const name = (match.groups.host ?? '').toLowerCase();
  const known = hosts.find((one) => one.host === name || one.aliases.includes(name));
  if (known === undefined) {
    const allowed = hosts.map((one) => one.host).join(', ');
    throw new Problem(
      'repository_host_not_allowed',
      `repositoryUrl: ${name} is not a host that repositories may be connected from. Allowed: ${allowed}. An administrator can add a self-hosted server in the provider settings.`,
      { errors: [{ pointer: '#/repositoryUrl', detail: `the host must be one of ${allowed}` }] },
    );
  }
  const number = match.groups.port;
  if (number !== undefined && !allowedPort(scheme, name, known, number)) {
    throw invalid(`must not name port ${number} for ${name}`);
  }
  const fullName = pathOf(match.groups.path ?? '', known.provider);
  return {
    provider: known.provider,
    host: known.host,
    fullName,
    httpsUrl: `https://${known.host}/${fullName}.git`,
    sshUrl: `ssh://git@${known.host}/${fullName}.git`,
  };
};

const allowedPort = (scheme: string | undefined, name: string, known: GitHost, number: string): boolean =>
  scheme === 'https' ? number === '443' : number === (name === known.host ? '22' : '443');

const pathOf = (path: string, provider: Provider): string => {
  const trimmed = path.replace(/\/$/, '').replace(/\.git$/, '');
  const parts = trimmed.split('/');
  const fits = provider === 'gitlab' ? parts.length >= 2 && parts.length <= 21 : parts.length === 2;
  if (!fits) {
    throw invalid(
      provider === 'gitlab' ? 'must name a group and a project' : 'must name exactly an owner and a repository',
    );
  }
  for (const [index, part] of parts.entries()) {
    const grammar = provider === 'github' && index === 0 ? githubOwner : segment[provider];
    if (part === '.' || part === '..' || part.startsWith('-') || !grammar.test(part)) {
      throw invalid(`"${part}" is not a name that ${provider} allows`);
    }
  }
  return trimmed;
};
