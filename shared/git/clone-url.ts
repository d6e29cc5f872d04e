import { Problem } from '#shared/contract/problem.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { nameFault } from '#shared/domain/repository/repository-name.ts';
import { type GitHost, hostName, publicHosts } from './git-host.ts';

/** A repository in normal form. Both URLs are rebuilt; of the input only the path is kept. */
export type CloneUrl = {
  readonly provider: Provider;
  readonly host: string;
  readonly fullName: string;
  readonly httpsUrl: string;
  readonly sshUrl: string;
};

const example =
  'Give the clone URL, for instance git@github.com:acme/odoo-custom.git or https://github.com/acme/odoo-custom.git.';
const invalid = (why: string): Problem =>
  new Problem('repository_url_invalid', `repositoryUrl: ${why}. ${example}`, {
    errors: [{ pointer: '#/repositoryUrl', detail: why }],
  });

// The syntax is checked on the input itself, because `new URL` silently repairs bad input.
const ipv6 = '\\[[0-9A-Fa-f:.]{2,45}\\]';
const host = `(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|${ipv6})`;
const port = '(?::(?<port>[1-9][0-9]{0,4}))?';
const path = '(?<path>[^\\s:?#]+)';
const web = new RegExp(`^https?://${host}${port}/${path}$`);
const ssh = new RegExp(`^ssh://(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@)?${host}${port}/${path}$`);
const scp = new RegExp(`^(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@)?${host}:(?!/)${path}$`);

// In the scp-like form there is no port. Three parts after the colon, the first a number, are meant as one.
const portInPath = new RegExp(
  `^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}@)?${host}:(?<port>[0-9]{1,5})/(?<rest>[^\\s/]+/[^\\s]+)$`,
);

// Bitbucket's own dialog puts the user's name, which is no secret, before the host.
const bitbucketUser = /^https:\/\/[A-Za-z0-9_-]{1,64}@(?=bitbucket\.org\/)/;

/** The parsed input, before any check of the host. */
type Typed = {
  readonly form: 'web' | 'ssh';
  readonly scheme: 'https' | 'http' | 'ssh';
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly path: string;
};

/** In lower case; an IPv6 address in its one normal form, as `new URL` has it in a base URL. */
const canonicalHost = (typed: string): string => {
  if (!typed.startsWith('[')) return typed.toLowerCase();
  const url = `https://${typed}`;
  if (!URL.canParse(url)) throw invalid('has an IPv6 address that is none');
  return new URL(url).hostname;
};

const takeApart = (typed: string): Typed => {
  if (!/^[\x21-\x7e]+$/.test(typed)) throw invalid('must not hold blanks, control or non-ASCII characters');
  if (typed.startsWith('-')) throw invalid('must not begin with a dash');
  if (/[\\%]/.test(typed)) throw invalid('must not hold backslashes or percent signs');
  if (typed.replace(new RegExp(ipv6), '').includes('::')) throw invalid('must not name a transport');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(typed)?.[1];
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'ssh' && scheme !== 'http') {
    throw invalid(`must begin with https:// or ssh://, not ${scheme}://`);
  }
  const form = scheme === 'https' || scheme === 'http' ? 'web' : 'ssh';
  if (form === 'web' && typed.split('/')[2]?.includes('@')) {
    throw invalid('must not hold a user name or password: oCore uses a deploy key of its own');
  }
  const port = scheme === undefined ? portInPath.exec(typed)?.groups : undefined;
  if (port !== undefined) {
    throw invalid(
      `has ${port.port} as the first part of its path: for port ${port.port} give ssh://git@${port.host}:${port.port}/${port.rest}, for a group of that name ssh://git@${port.host}/${port.port}/${port.rest}`,
    );
  }
  const groups = (form === 'web' ? web : scheme === 'ssh' ? ssh : scp).exec(typed)?.groups;
  if (groups === undefined) throw invalid('is not a clone URL');
  return {
    form,
    scheme: scheme === 'https' || scheme === 'http' ? scheme : 'ssh',
    user: groups.user ?? null,
    host: canonicalHost(groups.host ?? ''),
    port: groups.port === undefined ? null : Number(groups.port),
    path: groups.path ?? '',
  };
};

const defaultPorts = { https: 443, http: 80, ssh: 22 } as const;

/** Whether the input names this host, by any of its names. */
const hasName = (host: GitHost, typed: Typed): boolean => {
  const names = [
    typed.form === 'web' ? new URL(host.baseUrl).hostname : host.sshHost,
    // People also use the web host in SSH URLs.
    new URL(host.baseUrl).hostname,
    ...host.aliases.map((alias) => alias.host),
  ];
  return names.includes(typed.host);
};

/** Whether the port fits the host. Without a port, the host's own applies. */
const hasPort = (host: GitHost, typed: Typed): boolean => {
  if (typed.form === 'web') {
    const base = new URL(host.baseUrl);
    const own = base.port === '' ? defaultPorts[base.protocol === 'http:' ? 'http' : 'https'] : Number(base.port);
    // A server with a non-default port must be named with it.
    return (typed.port ?? defaultPorts[typed.scheme === 'http' ? 'http' : 'https']) === own;
  }
  const alias = host.aliases.find((one) => one.host === typed.host);
  return typed.port === null || typed.port === (alias?.sshPort ?? host.sshPort);
};

const noSuchHost = (typed: Typed, hosts: readonly GitHost[]): Problem => {
  if (typed.host.startsWith('[')) return invalid('has an IPv6 address that is no server of the provider settings');
  const allowed = hosts.map(hostName).join(', ');
  return new Problem(
    'repository_host_not_allowed',
    `repositoryUrl: ${typed.host} is not a host that repositories may be connected from. Allowed: ${allowed}. An administrator can add a self-hosted server in the provider settings.`,
    { errors: [{ pointer: '#/repositoryUrl', detail: `the host must be one of ${allowed}` }] },
  );
};

/** The path below the host's base URL. A base path is part of HTTPS URLs only. */
const pathBelow = (host: GitHost, typed: Typed): string => {
  const root = new URL(host.baseUrl).pathname.replace(/^\/|\/$/g, '');
  if (typed.form === 'ssh' || root === '') return typed.path;
  if (!typed.path.startsWith(`${root}/`)) throw invalid(`must begin with ${host.baseUrl}/`);
  return typed.path.slice(root.length + 1);
};

type SshServer = { readonly name: string; readonly port: number; readonly user: string };

/**
 * The SSH server of an address. Whoever names a provider's server on port 443 has no way to port 22, so that server is
 * kept. The API is that of the provider all the same.
 */
const sshServerOf = (host: GitHost, typed: Typed): SshServer => {
  const alias = typed.form === 'ssh' ? host.aliases.find((one) => one.host === typed.host && one.sshPort !== 22) : null;
  const { host: name, sshPort: port } = alias ?? { host: host.sshHost, sshPort: host.sshPort };
  // A self-hosted server may use another SSH user. The public hosts use git.
  return { name, port, user: publicHosts.includes(host) || typed.user === null ? 'git' : typed.user };
};

/**
 * The URLs of a repository in normal form.
 * @param server the SSH server, if it is not the host's own
 */
export const cloneUrlsOf = (
  host: GitHost,
  fullName: string,
  server: SshServer = { name: host.sshHost, port: host.sshPort, user: 'git' },
): { readonly httpsUrl: string; readonly sshUrl: string } => ({
  httpsUrl: `${host.baseUrl}/${fullName}.git`,
  sshUrl: `ssh://${server.user}@${server.name}${server.port === 22 ? '' : `:${server.port}`}/${fullName}.git`,
});

/**
 * Parses a clone URL (HTTPS, ssh:// or scp-like) strictly and rebuilds it in normal form. It refuses user names with
 * passwords, other schemes and transports, control, blank and non-ASCII characters, percent encoding, leading dashes,
 * dot segments, queries, fragments, and hosts that are not in the list. http is accepted only for a loopback host that
 * an administrator has set with http.
 * @param hosts the allowed hosts
 * @throws Problem `repository_url_invalid`, `repository_host_not_allowed`
 * Source: docs/design/connecting.md, "Clone URLs".
 */
export const parseCloneUrl = (text: string, hosts: readonly GitHost[] = publicHosts): CloneUrl => {
  const typed = takeApart(text.replace(bitbucketUser, 'https://'));
  const named = hosts.filter((host) => hasName(host, typed));
  if (typed.scheme === 'http' && !named.some((host) => host.baseUrl.startsWith('http://'))) {
    throw invalid('must begin with https:// or ssh://, not http://');
  }
  if (named.length === 0) throw noSuchHost(typed, hosts);
  const fitting = named.filter(
    (host) => hasPort(host, typed) && (typed.form === 'ssh' || host.baseUrl.startsWith(`${typed.scheme}://`)),
  );
  const [known] = fitting;
  if (known === undefined)
    throw invalid(`must not name port ${typed.port ?? defaultPorts[typed.scheme]} for ${typed.host}`);
  const fullName = pathOf(pathBelow(known, typed), known.provider);
  return {
    provider: known.provider,
    host: hostName(known),
    fullName,
    ...cloneUrlsOf(known, fullName, sshServerOf(known, typed)),
  };
};

const pathOf = (path: string, provider: Provider): string => {
  const trimmed = path.replace(/\/$/, '').replace(/\.git$/, '');
  const fault = nameFault(trimmed, provider);
  if (fault !== null) throw invalid(fault);
  return trimmed;
};
