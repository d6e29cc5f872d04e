import { describe, expect, it } from 'vitest';
import { changeHost, checkBaseUrl, noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { organizationId } from '#test/fixtures/records.ts';

describe('checkBaseUrl', () => {
  it.each([
    ['a server of Bitbucket', 'bitbucket', 'https://git.acme.example'],
    ['a user', 'gitea', 'https://user@git.acme.example'],
    ['a query', 'gitea', 'https://git.acme.example/?x'],
    ['an address in disguise', 'gitea', 'https://0x0a000007'],
    ['this machine', 'gitea', 'https://127.0.0.1'],
    ['an internal name', 'gitea', 'https://metadata.google.internal'],
    ['http', 'gitea', 'http://git.acme.example'],
  ] as const)('refuses %s', (_what, provider, typed) => {
    expect(checkBaseUrl(provider, typed, false).ok).toBe(false);
  });

  it.each(['https://git.acme.example', 'https://10.0.0.7:8443/git', 'https://[fd12:3456::1]'])('takes %s', (typed) => {
    expect(checkBaseUrl('gitea', typed, false)).toEqual({ ok: true, value: typed });
  });

  it('takes this machine over http for npm start alone', () => {
    expect(checkBaseUrl('gitea', 'http://127.0.0.1:3000', true).ok).toBe(true);
    expect(checkBaseUrl('gitea', 'http://git.acme.example', true).ok).toBe(false);
  });
});

describe('changeHost', () => {
  const credential = {
    kind: 'token',
    lastFour: '1234',
    setAt: '2026-11-24T10:00:00.000Z',
    expiresAt: null,
    login: 'ocore',
    secretId: 'ocore/provider-credential/x',
  } as const;
  const before = {
    ...noProviderSettings(organizationId(), 'gitea'),
    baseUrl: 'https://git.acme.example',
    sshHost: 'ssh.acme.example',
    sshPort: 2222,
    sshHostKeys: ['ssh-ed25519 AAAA'],
    caBundle: '-----BEGIN CERTIFICATE-----',
    credential,
  };

  it('drops the credential, the host keys and the SSH server of the host before', () => {
    expect(changeHost(before, {}, 'https://evil.example')).toMatchObject({
      credential: null,
      sshHost: null,
      sshPort: null,
      sshHostKeys: [],
      caBundle: null,
    });
  });

  it('keeps them where the host stays', () => {
    expect(changeHost(before, {}, before.baseUrl)).toEqual(before);
    expect(changeHost(before, {}, undefined)).toEqual(before);
  });
});
