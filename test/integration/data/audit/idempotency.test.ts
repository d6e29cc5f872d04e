import { describe, expect, it } from 'vitest';
import {
  claimIdempotency,
  completeIdempotency,
  type IdempotencyClaim,
  readIdempotency,
  releaseIdempotency,
} from '#shared/data/audit/idempotency.ts';
import { newOrganization, now, secondsLater } from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const claim: IdempotencyClaim = {
  principalId: 'key_1',
  method: 'POST',
  path: '/api/projects/prj_1/repository',
  key: '8f14e45f',
  fingerprint: 'body-1',
};
const result = { status: 201, resourceId: 'prj_1' };
const day = 86_400;

describe('claimIdempotency', () => {
  it('takes a free key, which then reads as in progress', async () => {
    const organization = newOrganization();
    expect(await claimIdempotency(organization, claim, now)).toBe(true);
    expect(await readIdempotency(organization, claim, now)).toEqual({
      fingerprint: 'body-1',
      status: 0,
      resourceId: null,
      startedAt: now,
    });
  });

  it('refuses a key that another request holds', async () => {
    const organization = newOrganization();
    await claimIdempotency(organization, claim, now);
    expect(await claimIdempotency(organization, claim, secondsLater(60))).toBe(false);
  });

  it('lets one of many requests under the same key win when they come at once', async () => {
    const organization = newOrganization();
    const claims = Array.from({ length: 8 }, () => claimIdempotency(organization, claim, now));
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  });

  it('takes over after a minute from a request that died, for the same body only', async () => {
    const organization = newOrganization();
    await claimIdempotency(organization, claim, now);
    const another = { ...claim, fingerprint: 'body-2' };
    expect(await claimIdempotency(organization, another, secondsLater(61))).toBe(false);
    expect(await claimIdempotency(organization, claim, secondsLater(61))).toBe(true);
  });

  it('refuses a key whose request has ended, until its 24 hours are over', async () => {
    const organization = newOrganization();
    await claimIdempotency(organization, claim, now);
    await completeIdempotency(organization, claim, result, now);
    expect(await claimIdempotency(organization, claim, secondsLater(day - 1))).toBe(false);
    expect(await claimIdempotency(organization, claim, secondsLater(day))).toBe(true);
  });

  it('holds a key for its principal, method and path alone', async () => {
    const organization = newOrganization();
    await claimIdempotency(organization, claim, now);
    const others: readonly Partial<IdempotencyClaim>[] = [
      { principalId: 'key_2' },
      { method: 'PUT' },
      { path: '/api/projects' },
      { key: '8f14e45e' },
    ];
    for (const other of others) {
      expect(await claimIdempotency(organization, { ...claim, ...other }, now)).toBe(true);
    }
    expect(await claimIdempotency(newOrganization(), claim, now)).toBe(true);
  });
});

describe('completeIdempotency', () => {
  it('keeps status and resource, never an answer', async () => {
    const organization = newOrganization();
    await claimIdempotency(organization, claim, now);
    await completeIdempotency(organization, claim, result, secondsLater(1));
    expect(await readIdempotency(organization, claim, secondsLater(1))).toEqual({
      fingerprint: 'body-1',
      status: 201,
      resourceId: 'prj_1',
      startedAt: secondsLater(1),
    });
  });
});

describe('releaseIdempotency', () => {
  it('gives the key free for a retry', async () => {
    const organization = newOrganization();
    await claimIdempotency(organization, claim, now);
    await releaseIdempotency(organization, claim);
    expect(await readIdempotency(organization, claim, now)).toBeNull();
    expect(await claimIdempotency(organization, claim, now)).toBe(true);
  });
});

describe('readIdempotency', () => {
  it('knows nothing of a key that was never used', async () => {
    expect(await readIdempotency(newOrganization(), claim, now)).toBeNull();
  });

  it('takes an expired record for none though TTL has not deleted it', async () => {
    const organization = newOrganization();
    await claimIdempotency(organization, claim, now);
    expect(await readIdempotency(organization, claim, secondsLater(day - 1))).not.toBeNull();
    expect(await readIdempotency(organization, claim, secondsLater(day))).toBeNull();
  });
});
