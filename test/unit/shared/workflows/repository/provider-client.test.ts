import { beforeEach, describe, expect, it, vi } from 'vitest';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { makeProvider } from '#shared/providers/make-provider.ts';
import { readCredential } from '#shared/secrets/provider-credential-secret.ts';
import { providerClient } from '#shared/workflows/repository/provider-client.ts';
import { organizationId, past } from '#test/fixtures/records.ts';

vi.mock('#shared/providers/make-provider.ts');
vi.mock('#shared/secrets/provider-credential-secret.ts');

const host = 'git.acme.example';
const settings = {
  ...noProviderSettings(organizationId(), 'gitea'),
  baseUrl: `https://${host}`,
  credential: { kind: 'token', secretId: 'secret', login: 'bot', verifiedAt: past, expiresAt: null } as never,
};
const stored = (apiUrl: string) => ({
  apiUrl,
  credential: { kind: 'token' as const, token: 'a token', username: null },
});

beforeEach(() => {
  vi.mocked(makeProvider)
    .mockReset()
    .mockResolvedValue({} as never);
  vi.mocked(readCredential)
    .mockReset()
    .mockResolvedValue(stored(`https://${host}/api/v1`));
});

describe('providerClient', () => {
  it('uses the credential at the address that it was set for', async () => {
    expect(await providerClient(settings, host)).not.toBeNull();
    expect(makeProvider).toHaveBeenCalledOnce();
  });

  it('sends no credential to an address that it was not set for', async () => {
    vi.mocked(readCredential).mockResolvedValue(stored('https://old.acme.example/api/v1'));

    expect(await providerClient(settings, host)).toBeNull();
    expect(makeProvider).not.toHaveBeenCalled();
  });

  it('does not read the credential for a repository of another host', async () => {
    expect(await providerClient(settings, 'evil.example')).toBeNull();
    expect(readCredential).not.toHaveBeenCalled();
  });

  it('has no client where the secret is gone', async () => {
    vi.mocked(readCredential).mockResolvedValue(null);

    expect(await providerClient(settings, host)).toBeNull();
  });
});
