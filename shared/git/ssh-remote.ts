/** Where a repository is reached over SSH. */
export type SshRemote = {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Missing where it is `git`: some self-hosted servers run as another. */
  readonly user?: string;
};

const canonical =
  /^ssh:\/\/(?<user>[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@(?<host>[a-z0-9.-]+)(?::(?<port>[0-9]{1,5}))?(?<path>\/[A-Za-z0-9_.~/-]+)$/;

/**
 * Takes apart the SSH URL that oCore built itself (shared/git/clone-url.ts).
 * @throws TypeError for any other text
 */
export const sshRemoteOf = (sshUrl: string): SshRemote => {
  const groups = canonical.exec(sshUrl)?.groups;
  const port = Number(groups?.port ?? 22);
  if (groups?.host === undefined || groups.path === undefined || port < 1 || port > 65_535) {
    throw new TypeError('Not an SSH URL that oCore built.');
  }
  const { user = 'git' } = groups;
  return { host: groups.host, port, path: groups.path, ...(user === 'git' ? {} : { user }) };
};

/**
 * The command that git itself sends: the path is one word in single quotes, whatever it holds. An absolute path can be no
 * option. @throws TypeError where the path is not absolute or holds control characters
 */
export const uploadPackCommand = (path: string): string => {
  if (!/^\/[^\p{Cc}]+$/u.test(path)) throw new TypeError('Not an absolute path.');
  return `git-upload-pack '${path.replaceAll("'", "'\\''")}'`;
};
