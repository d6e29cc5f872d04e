import { describe, expect, it } from 'vitest';
import { gitEnvironment, objectFormatOf } from '../../../../cli/runner/git-environment.ts';

const ssh = { key: '/dev/shm/private/key', knownHosts: '/dev/shm/private/known_hosts' };

describe('what git runs with', () => {
  it("has a home of its own: what is in the user's ~/.netrc and ~/.gitconfig opens and runs nothing", () => {
    const environment = gitEnvironment(ssh, { HOME: '/srv/deployer', PATH: '/usr/bin' });

    expect(environment).toMatchObject({ HOME: '/dev/shm/private', PATH: '/usr/bin' });
    expect(JSON.stringify(environment)).not.toContain('/srv/deployer');
  });

  it('holds how to reach servers over HTTPS: the proxy, and authorities', () => {
    const network = { https_proxy: 'http://proxy:3128', NO_PROXY: 'acme.example', GIT_SSL_CAINFO: '/etc/acme.pem' };

    expect(gitEnvironment(ssh, network)).toMatchObject(network);
  });

  it('makes repositories of the format that a commit is of, and without one of SHA-1, whatever git would choose', () => {
    const formatFor = (commitSha: string | null) =>
      gitEnvironment(ssh, { GIT_DEFAULT_HASH: 'md5' }, objectFormatOf(commitSha)).GIT_DEFAULT_HASH;

    expect(formatFor('a'.repeat(40))).toBe('sha1');
    expect(formatFor('a'.repeat(64))).toBe('sha256');
    expect(formatFor('a'.repeat(12))).toBe('sha1');
    expect(formatFor(null)).toBe('sha1');
  });

  it('holds nothing that the runner signs in with', () => {
    const environment = gitEnvironment(ssh, { OCORE_TOKEN: 'token', AWS_SECRET_ACCESS_KEY: 'secret', GIT_DIR: '/x' });

    expect(Object.keys(environment)).not.toContain('OCORE_TOKEN');
    expect(Object.keys(environment)).not.toContain('AWS_SECRET_ACCESS_KEY');
    expect(Object.keys(environment)).not.toContain('GIT_DIR');
  });
});
