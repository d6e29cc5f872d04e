import { dirname } from 'node:path';

const inherited = ['PATH', 'LANG', 'TMPDIR', 'USER', 'LOGNAME'];
/** How git reaches servers over HTTPS: a proxy, and authorities. */
const network = [
  ...['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'],
  ...['GIT_SSL_CAINFO', 'GIT_SSL_CAPATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
];

// No configuration of a repository or of the machine can run a program, and only two protocols are allowed.
const settings: readonly (readonly [string, string])[] = [
  // A commit can contain something that looks like a repository. Git must not use it.
  ['safe.bareRepository', 'explicit'],
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.askPass', ''],
  ['credential.helper', ''],
  ['protocol.file.allow', 'never'],
  ['protocol.ext.allow', 'never'],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['advice.detachedHead', 'false'],
  ['http.followRedirects', 'false'],
];

const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;

/** How a repository names its objects. Of one: what is fetched into a repository of the other is refused. */
export type ObjectFormat = 'sha1' | 'sha256';

/** The format of a repository that has a commit of this id; where none is known, that which servers make. */
export const objectFormatOf = (commitSha: string | null): ObjectFormat =>
  commitSha?.length === 64 ? 'sha256' : 'sha1';

export type SshFiles = { readonly key: string; readonly knownHosts: string };

/**
 * How git calls ssh: with one key, for servers with the pinned keys alone. `-F /dev/null` ignores the machine's
 * configuration.
 * Source: docs/design/security-model.md, "Running git"; ssh_config(5).
 */
export const sshCommand = (ssh: SshFiles): string =>
  [
    'ssh -F /dev/null',
    `-i ${quoted(ssh.key)}`,
    '-o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes',
    '-o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=/dev/null',
    `-o UserKnownHostsFile=${quoted(ssh.knownHosts)}`,
    '-o PreferredAuthentications=publickey -o ForwardAgent=no -o ClearAllForwardings=yes -o UpdateHostKeys=no',
    '-o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4',
  ].join(' ');

/**
 * The environment of git. Source: docs/design/security-model.md, "Running git"; git(1).
 * @param format of the repositories that git makes. Git 3 would make others than git 2
 */
export const gitEnvironment = (
  ssh: SshFiles,
  environment: NodeJS.ProcessEnv,
  format: ObjectFormat = 'sha1',
): Record<string, string> => ({
  ...Object.fromEntries(
    [...inherited, ...network].flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  ),
  // An empty home: with ~/.netrc, submodules could be opened with credentials that do not belong to the project.
  HOME: dirname(ssh.key),
  LC_ALL: 'C',
  GIT_ALLOW_PROTOCOL: 'ssh:https',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_ADVICE: '0',
  GIT_DEFAULT_HASH: format,
  GIT_CONFIG_COUNT: String(settings.length),
  ...Object.fromEntries(
    settings.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ),
  GIT_SSH_VARIANT: 'ssh',
  GIT_SSH_COMMAND: sshCommand(ssh),
});
