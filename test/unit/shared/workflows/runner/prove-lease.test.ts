import { beforeEach, describe, expect, it, vi } from 'vitest';
import { writeLease } from '#shared/secrets/lease-token.ts';
import { type VersionedKey, versionedKey } from '#shared/secrets/versioned-key.ts';
import { proveLease } from '#shared/workflows/runner/prove-lease.ts';
import { commit, deploymentId, environmentId, now, organizationId, past, projectId } from '#test/fixtures/records.ts';

vi.mock('#shared/secrets/versioned-key.ts', async (original) => ({
  ...(await original<object>()),
  versionedKey: vi.fn(),
}));

const key: VersionedKey = { current: 1, versions: new Map([[1, 'o'.repeat(43)]]) };
const use = {
  organizationId: organizationId(),
  projectId: projectId(),
  deploymentId: deploymentId(),
  principalId: 'key_1',
  now: past,
};
const token = writeLease(key, {
  organizationId: organizationId(),
  projectId: projectId(),
  environmentId: environmentId(),
  deploymentId: deploymentId(),
  principalId: 'key_1',
  leaseId: 'a3f',
  startedAt: past,
  expiresAt: now,
  branch: 'staging',
  tag: null,
  commitSha: commit(),
  createdAt: past,
  originId: deploymentId(),
});

beforeEach(() => {
  vi.mocked(versionedKey).mockReset().mockResolvedValue(key);
});

describe('proveLease', () => {
  it('takes the token of this caller and deployment', async () => {
    expect((await proveLease('lease-key', token, use))?.grant.leaseId).toBe('a3f');
  });

  it.each([
    ['organisation', { organizationId: organizationId(2) }],
    ['project', { projectId: projectId(2) }],
    ['deployment', { deploymentId: deploymentId(2) }],
    ['caller', { principalId: 'key_2' }],
  ])('refuses the token for another %s', async (_what, other) => {
    expect(await proveLease('lease-key', token, { ...use, ...other })).toBeNull();
  });

  it('refuses the token from the moment at which it expires', async () => {
    expect(await proveLease('lease-key', token, { ...use, now })).toBeNull();
  });

  it('refuses garbage without a call', async () => {
    expect(await proveLease('lease-key', 'garbage', use)).toBeNull();
    expect(versionedKey).not.toHaveBeenCalled();
  });
});
