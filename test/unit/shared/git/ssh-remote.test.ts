import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sshRemoteOf, uploadPackCommand } from '#shared/git/ssh-remote.ts';

describe('sshRemoteOf', () => {
  it.each([
    ['ssh://git@github.com/acme/odoo-custom.git', { host: 'github.com', port: 22, path: '/acme/odoo-custom.git' }],
    ['ssh://git@gitlab.com/g/sub/p.git', { host: 'gitlab.com', port: 22, path: '/g/sub/p.git' }],
    ['ssh://git@git.acme.example:2222/o/r.git', { host: 'git.acme.example', port: 2222, path: '/o/r.git' }],
    [
      'ssh://forgejo@git.acme.example/o/r.git',
      { host: 'git.acme.example', port: 22, path: '/o/r.git', user: 'forgejo' },
    ],
    ['ssh://git@ssh.github.com:443/o/r.git', { host: 'ssh.github.com', port: 443, path: '/o/r.git' }],
    ['ssh://git@[fd12:3456::1]:2222/o/r.git', { host: 'fd12:3456::1', port: 2222, path: '/o/r.git' }],
    ['ssh://git@[::1]/o/r.git', { host: '::1', port: 22, path: '/o/r.git' }],
    ['ssh://git@127.0.0.1:65535/o/r.git', { host: '127.0.0.1', port: 65_535, path: '/o/r.git' }],
  ])('takes %s apart', (url, remote) => {
    expect(sshRemoteOf(url)).toEqual(remote);
  });

  it.each([
    'git@github.com:acme/odoo.git',
    'https://github.com/acme/odoo.git',
    'ssh://-oProxyCommand=id@github.com/acme/odoo.git',
    'ssh://github.com/acme/odoo.git',
    'ssh://git:pw@github.com/acme/odoo.git',
    'ssh://git@github.com',
    'ssh://git@github.com/',
    'ssh://git@/acme/odoo.git',
    'ssh://git@github.com:0/acme/odoo.git',
    'ssh://git@github.com:65536/acme/odoo.git',
    'ssh://git@github.com:/acme/odoo.git',
    "ssh://git@github.com/acme/odoo'.git",
    'ssh://git@github.com/acme/odoo.git\n',
    'ssh://git@github.com/acme/$(id).git',
    'ssh://git@GITHUB.com/acme/odoo.git',
    'ssh://git@fd12:3456::1/acme/odoo.git',
    'ssh://git@[fd12:3456::1/acme/odoo.git',
    'ssh://git@[-oProxyCommand=id]/acme/odoo.git',
    '',
  ])('refuses %j, which oCore never builds', (url) => {
    expect(() => sshRemoteOf(url)).toThrow(TypeError);
  });
});

describe('uploadPackCommand', () => {
  it('is what git itself sends', () => {
    expect(uploadPackCommand('/acme/odoo-custom.git')).toBe("git-upload-pack '/acme/odoo-custom.git'");
  });

  it.each(['', 'acme/odoo.git', '--upload-pack=id', '/', '/acme\n/odoo', '/acme\u0000', '/a\u007fb'])(
    'refuses the path %j',
    (path) => {
      expect(() => uploadPackCommand(path)).toThrow(TypeError);
    },
  );

  it('hands any path to a shell as one word', () => {
    const character = fc.oneof(
      fc.constantFrom(...'\'"\\$`!;|&*?(){}[]<>#~ -=%abc/.'),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    const path = fc
      .array(character, { minLength: 1, maxLength: 30 })
      .map((characters) => `/${characters.join('')}`)
      .filter((text) => !/\p{Cc}/u.test(text));
    const paths = fc.sample(path, { numRuns: 200, seed: 8 });
    const script = paths.map((one) => uploadPackCommand(one)).join('\n');

    const seen = execFileSync('sh', ['-s'], {
      input: `git-upload-pack() { printf '%s:%s\\n' "$#" "$1"; }\n${script}\n`.replaceAll(
        'git-upload-pack',
        'upload_pack',
      ),
      encoding: 'utf8',
    });

    expect(seen).toBe(`${paths.map((one) => `1:${one}\n`).join('')}`);
  });
});
