import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveKey } from '#shared/secrets/derive-key.ts';
import {
  claimedLeaseVersion,
  type LeaseGrant,
  leasePurpose,
  readLease,
  writeLease,
} from '#shared/secrets/lease-token.ts';
import type { VersionedKey } from '#shared/secrets/versioned-key.ts';
import { hookIdPurpose } from '#shared/secrets/webhook-secret.ts';
import { commit, deploymentId, environmentId, now, organizationId, past, projectId } from '#test/fixtures/records.ts';

const key: VersionedKey = {
  current: 2,
  versions: new Map([
    [1, 'o'.repeat(43)],
    [2, 't'.repeat(43)],
  ]),
};
const grant: LeaseGrant = {
  organizationId: organizationId(),
  projectId: projectId(),
  environmentId: environmentId(),
  deploymentId: deploymentId(),
  principalId: 'key_00000000000000000000000001',
  leaseId: 'a3f',
  startedAt: past,
  expiresAt: now,
  branch: 'staging',
  tag: null,
  commitSha: commit(),
  createdAt: past,
  originId: deploymentId(),
};

describe('a lease token', () => {
  it('says what was granted, whatever the branch is called', () => {
    fc.assert(
      fc.property(fc.option(fc.string({ unit: 'binary' })), (branch) => {
        const said = { ...grant, branch };
        expect(readLease(key, writeLease(key, said))).toEqual(JSON.parse(JSON.stringify(said)));
      }),
      { seed: 6 },
    );
  });

  it('fits into a request with the longest branch and the longest name of a principal', () => {
    const longest = { ...grant, branch: '€'.repeat(244), principalId: 'x'.repeat(120), leaseId: 'x'.repeat(43) };
    expect(writeLease(key, longest).length).toBeLessThan(4000);
  });

  it('is refused with any character changed, cut off or added', () => {
    const token = writeLease(key, grant);
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(readLease(key, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
    }
    for (const wrong of ['', token.slice(1), token.slice(0, -1), `${token}A`, ` ${token}`, `${token}\n`]) {
      expect(readLease(key, wrong)).toBeNull();
    }
  });

  it('stays valid while its version of the lease key is kept, and not a moment longer', () => {
    const old = writeLease({ ...key, current: 1 }, grant);
    expect(claimedLeaseVersion(old)).toBe(1);
    expect(readLease(key, old)).toEqual(grant);
    expect(readLease({ current: 2, versions: new Map([[2, 't'.repeat(43)]]) }, old)).toBeNull();
  });

  it('of a version that did not know the tag still holds', () => {
    const { tag: _tag, ...old } = grant;
    expect(readLease(key, writeLease(key, old as LeaseGrant))).toEqual(grant);
  });

  it('has a key of its own', () => {
    expect(deriveKey('o'.repeat(43), leasePurpose)).not.toEqual(deriveKey('o'.repeat(43), hookIdPurpose));
  });

  it('cannot be written with a version that is gone', () => {
    expect(() => writeLease({ current: 3, versions: key.versions }, grant)).toThrow('no version 3');
  });

  it('is not taken for one where it is something else', () => {
    for (const text of ['', '0.a.b', '1.a', 'x'.repeat(200), '1234.e30.aaaa'])
      expect(claimedLeaseVersion(text)).toBeNull();
  });
});
