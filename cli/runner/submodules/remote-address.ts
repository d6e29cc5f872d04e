import { sshOn443 } from '#shared/domain/repository/ssh-on-443.ts';

/** The address of a repository, taken apart. */
export type RemoteAddress = {
  readonly form: 'ssh' | 'https';
  /** In lower case. */
  readonly host: string;
  /** Null for the form's own. */
  readonly port: number | null;
  /** Without a slash at its beginning. */
  readonly path: string;
};

const https =
  /^https:\/\/(?:[^/@]{0,500}@)?(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::(?<port>[0-9]{1,5}))?\/(?<path>.+)$/;
const ssh =
  /^ssh:\/\/(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}@)?(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::(?<port>[0-9]{1,5}))?\/(?<path>.+)$/;
const scp =
  /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}@)?(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]):(?<path>[^:].*)$/;

const withoutSlashes = (text: string): string => {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
};

/** @returns null unless it is an address over HTTPS or SSH */
export const remoteAddress = (url: string): RemoteAddress | null => {
  // Git on the runner takes an address as an argument, ssh a host.
  if (!/^[\x21-\x7e]{1,2000}$/.test(url)) return null;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(url)?.[0];
  const form = scheme === 'https://' ? 'https' : 'ssh';
  const groups = (form === 'https' ? https : scheme === 'ssh://' ? ssh : scheme === undefined ? scp : null)?.exec(
    url,
  )?.groups;
  if (groups?.host === undefined || groups.path === undefined) return null;
  return {
    form,
    host: groups.host.toLowerCase(),
    port: groups.port === undefined ? null : Number(groups.port),
    path: groups.path.replace(/^\/+/, ''),
  };
};

/** The web host of a server: that of `ssh.github.com` is `github.com`. */
export const webHost = (name: string): string =>
  Object.entries(sshOn443).find(([, alias]) => alias === name)?.[0] ?? name.replace(/^www\.(?=github\.com$)/, '');

/** The path without what people leave out. */
export const repositoryPath = ({ path }: Pick<RemoteAddress, 'path'>): string =>
  withoutSlashes(path).replace(/\.git$/, '');

/** Without its last part; git also cuts at a colon. */
const above = (url: string): string => {
  const slash = url.lastIndexOf('/');
  return url.slice(0, Math.max(0, slash >= 0 ? slash : url.lastIndexOf(':')));
};

/**
 * The URL of a submodule as git takes it: one that begins with `./` or `../` is relative to the URL of its parent.
 * Source: git-submodule(1), "add".
 */
export const submoduleUrl = (parent: string, url: string): string => {
  if (!/^\.\.?\//.test(url)) return url;
  let [base, rest] = [withoutSlashes(parent), url];
  for (let step = /^\.\.?\//.exec(rest)?.[0]; step !== undefined; step = /^\.\.?\//.exec(rest)?.[0]) {
    if (step === '../') base = above(base);
    rest = rest.slice(step.length);
  }
  return withoutSlashes(`${base}/${rest}`);
};

/** A URL to be shown: without a password, and but for SSH without a user, which may be a token. */
export const shownUrl = (url: string): string =>
  url
    .replace(/^((?:git\+)?ssh:\/\/[^/:@]*):[^/]*@/i, '$1@')
    .replace(/^(?!(?:git\+)?ssh:)([a-z][a-z+.-]*:\/\/)[^/]*@/i, '$1');
