import { describe, expect, it } from 'vitest';
import { knownHosts } from '../../../../cli/runner/known-hosts.ts';

describe('known_hosts', () => {
  it.each([
    ['ssh://git@github.com/acme/odoo.git', 'github.com'],
    ['ssh://git@github.com:22/acme/odoo.git', 'github.com'],
    ['ssh://git@git.acme.example:2222/acme/odoo.git', '[git.acme.example]:2222'],
    ['ssh://git@ssh.github.com:443/acme/odoo.git', '[ssh.github.com]:443'],
    ['ssh://git@[::1]:2222/acme/odoo.git', '[::1]:2222'],
    ['ssh://git@[::1]/acme/odoo.git', '::1'],
  ])('names the server of %s as ssh looks it up', (url, name) => {
    expect(knownHosts(url, ['ssh-ed25519 AAAA', 'ssh-rsa BBBB'])).toBe(
      `${name} ssh-ed25519 AAAA\n${name} ssh-rsa BBBB\n`,
    );
  });
});
