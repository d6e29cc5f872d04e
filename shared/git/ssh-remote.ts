/** The SSH address of a repository. */
export type SshRemote = {
  /** A name or an address; of IPv6 without brackets, as sockets take it. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Missing for `git`. Some self-hosted servers use another user. */
  readonly user?: string;
};

const canonical =
  /^ssh:\/\/(?<user>[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@(?<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?<port>[0-9]{1,5}))?(?<path>\/[A-Za-z0-9_.~/-]+)$/;

/**
 * Parses an SSH URL that oCore built itself (shared/git/clone-url.ts).
 * @throws TypeError for any other text
 */
export const sshRemoteOf = (sshUrl: string): SshRemote => {
  const groups = canonical.exec(sshUrl)?.groups;
  const port = Number(groups?.port ?? 22);
  if (groups?.host === undefined || groups.path === undefined || port < 1 || port > 65_535) {
    throw new TypeError('Not an SSH URL that oCore built.');
  }
  const { user = 'git' } = groups;
  const host = groups.host.replace(/^\[|\]$/g, '');
  return { host, port, path: groups.path, ...(user === 'git' ? {} : { user }) };
};

/**
 * The command that git sends. The path is one word in single quotes, whatever it contains. An absolute path cannot be
 * an option.
 * @throws TypeError if the path is not absolute or contains control characters
 */
export const uploadPackCommand = (path: string): string => {
  if (!/^\/[^\p{Cc}]+$/u.test(path)) throw new TypeError('Not an absolute path.');
  return `git-upload-pack '${path.replaceAll("'", "'\\''")}'`;
};
