/**
 * The SSH servers of the public hosts that answer on port 443, by host.
 * Source: docs/design/providers.md, "Public hosts".
 */
export const sshOn443 = {
  'github.com': 'ssh.github.com',
  'gitlab.com': 'altssh.gitlab.com',
  'bitbucket.org': 'altssh.bitbucket.org',
} as const;
