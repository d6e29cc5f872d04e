import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { pinnedHostKeys } from '#shared/git/host-keys.ts';
import { readLease } from '#shared/secrets/lease-token.ts';
import { presentClaim } from '#shared/workflows/runner/present-claim.ts';
import {
  deployKeyId,
  deployKeyRecord,
  deploymentRecord,
  environmentRecord,
  now,
  organizationId,
  past,
  repositoryRecord,
} from '#test/fixtures/records.ts';

const leaseKey = { current: 1, versions: new Map([[1, 'o'.repeat(43)]]) };
const lease = { id: 'lease', runner: 'build-1', startedAt: past, expiresAt: now, cancelledBy: null };
const claim = (repository: Partial<RepositoryRecord> = {}, settings: readonly ProviderSettingsRecord[] = []) =>
  presentClaim(
    leaseKey,
    settings,
    repositoryRecord(repository),
    environmentRecord({ current: deploymentRecord({ commitSha: 'c'.repeat(40) }) }),
    deploymentRecord({ status: 'running' }),
    lease,
    'key_1',
  );

beforeAll(() => {
  vi.stubEnv('SECRET_PREFIX', 'ocore');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('presentClaim', () => {
  it("gives a public host's own keys, and those that an administrator has pinned for a self-hosted one", () => {
    const [own = ''] = pinnedHostKeys('gitlab.com').map((key) => key.publicKey);
    const baseUrl = 'https://git.acme.example';
    const settings = { ...noProviderSettings(organizationId(), 'gitea'), baseUrl, sshHostKeys: [own] };
    const selfHosted = { provider: 'gitea', host: 'git.acme.example' } as const;

    expect(claim().hostKeys).toEqual(pinnedHostKeys('github.com').map((key) => key.publicKey));
    expect(claim(selfHosted, [settings]).hostKeys).toEqual([own]);
    expect(claim(selfHosted).hostKeys).toEqual([]);
  });

  it('names the key that works: the old one until the new one has been proved', () => {
    const retiringKey = { ...deployKeyRecord({ id: deployKeyId(1), lastVerifiedAt: past }), since: past };
    const fresh = deployKeyRecord({ id: deployKeyId(2) });

    expect(claim({ deployKey: fresh }).deployKeySecretId).toContain(deployKeyId(2));
    expect(claim({ deployKey: fresh, retiringKey }).deployKeySecretId).toContain(deployKeyId(1));
    const proved = { ...fresh, lastVerifiedAt: now };
    expect(claim({ deployKey: proved, retiringKey }).deployKeySecretId).toContain(deployKeyId(2));
  });

  it('gives a token for its principal, and what stood in the environment', () => {
    const made = claim();
    expect(made.previousCommitSha).toBe('c'.repeat(40));
    expect(made.secretStore).toBeNull();
    expect(readLease(leaseKey, made.lease.token)).toMatchObject({
      principalId: 'key_1',
      leaseId: 'lease',
      expiresAt: now,
    });
  });
});
