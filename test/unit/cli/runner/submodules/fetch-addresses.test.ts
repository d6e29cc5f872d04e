import { describe, expect, it } from 'vitest';
import { fetchAddresses } from '../../../../../cli/runner/submodules/fetch-addresses.ts';

const key = { GIT_SSH_COMMAND: 'ssh -i key' };
const remotes = (sshUrl: string, httpsUrl: string) => ({
  repository: { sshUrl, httpsUrl, environment: key },
  keys: [],
});
const atGitHub = remotes('ssh://git@github.com/acme/odoo-custom.git', 'https://github.com/acme/odoo-custom.git');
const on443 = remotes('ssh://git@ssh.github.com:443/acme/odoo-custom.git', 'https://github.com/acme/odoo-custom.git');
const selfHosted = remotes(
  'ssh://forgejo@git.acme.example:2222/acme/odoo-custom.git',
  'https://git.acme.example:8443/forge/acme/odoo-custom.git',
);

describe('a submodule on the server of the repository', () => {
  it.each([
    'git@github.com:acme/theme.git',
    'ssh://git@github.com/acme/theme.git',
    'ssh://git@ssh.github.com:443/acme/theme.git',
    'git@ssh.github.com:acme/theme.git',
    'git@GitHub.com:/acme/theme.git',
    'https://github.com/acme/theme.git',
    'https://www.github.com/acme/theme.git',
  ])('is asked for with the key where the repository itself is fetched from, then without one: %s', (url) => {
    const https = url.startsWith('https') ? url : 'https://github.com/acme/theme.git';

    expect(fetchAddresses(url, atGitHub)).toEqual([
      { url: 'ssh://git@github.com/acme/theme.git', environment: key },
      { url: https, environment: {} },
    ]);
    expect(fetchAddresses(url, on443)).toEqual([
      { url: 'ssh://git@ssh.github.com:443/acme/theme.git', environment: key },
      { url: https, environment: {} },
    ]);
  });

  it.each(['forgejo@git.acme.example:acme/theme.git', 'https://git.acme.example:8443/forge/acme/theme.git'])(
    'with ports and a path of its own is asked for at those: %s',
    (url) => {
      expect(fetchAddresses(url, selfHosted)).toEqual([
        { url: 'ssh://forgejo@git.acme.example:2222/acme/theme.git', environment: key },
        { url: 'https://git.acme.example:8443/forge/acme/theme.git', environment: {} },
      ]);
    },
  );
});

describe('a submodule on another server', () => {
  it.each([
    ['git@gitlab.com:oca/web.git', 'https://gitlab.com/oca/web.git'],
    ['ssh://git@altssh.gitlab.com:443/oca/web.git', 'https://gitlab.com/oca/web.git'],
    ['https://git.oca.example/web.git', 'https://git.oca.example/web.git'],
    ['git@github.com.evil.example:acme/theme.git', 'https://github.com.evil.example/acme/theme.git'],
    ['https://github.com@evil.example/acme/theme.git', 'https://github.com@evil.example/acme/theme.git'],
    ['ssh://git@github.com:2222/acme/theme.git', 'https://github.com/acme/theme.git'],
  ])('is asked for over HTTPS alone, without a key: %s', (url, https) => {
    expect(fetchAddresses(url, atGitHub)).toEqual([{ url: https, environment: {} }]);
  });
});

describe('a submodule with another URL', () => {
  it.each([
    'file:///etc',
    '/etc',
    'ext::sh -c id',
    'ext::id',
    '--upload-pack=id',
    'http://github.com/a/b.git',
    'git://x/y',
    '',
  ])('is asked for nowhere: %s', (url) => {
    expect(fetchAddresses(url, atGitHub)).toEqual([]);
  });
});

describe('a submodule with a key of its own', () => {
  const own = { GIT_SSH_COMMAND: 'ssh -i own' };
  const keyed = {
    ...atGitHub,
    keys: [
      { sshUrl: 'ssh://git@github.com/acme/Theme.git', environment: own },
      { sshUrl: 'ssh://git@gitlab.com/acme/pos.git', environment: own },
    ],
  };

  it.each([
    ['git@github.com:acme/theme.git', 'ssh://git@github.com/acme/Theme.git', 'https://github.com/acme/theme.git'],
    ['https://github.com/acme/theme', 'ssh://git@github.com/acme/Theme.git', 'https://github.com/acme/theme'],
    [
      'ssh://git@altssh.gitlab.com:443/acme/pos.git',
      'ssh://git@gitlab.com/acme/pos.git',
      'https://gitlab.com/acme/pos.git',
    ],
  ])('is asked for with that alone, then without one: %s', (url, ssh, https) => {
    expect(fetchAddresses(url, keyed)).toEqual([
      { url: ssh, environment: own },
      { url: https, environment: {} },
    ]);
  });

  it.each([
    'git@github.com:acme/theme2.git',
    'git@github.com:evil/theme.git',
    'git@gitlab.com.evil.example:acme/pos.git',
  ])('lends it to no other one: %s', (url) => {
    expect(JSON.stringify(fetchAddresses(url, keyed))).not.toContain('-i own');
  });
});
