import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { keyIdsOf } from '#shared/domain/repository/deploy-keys.ts';
import { rotateKey } from '#shared/domain/repository/key-rotation.ts';
import { followUpAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import { isBusy } from '#shared/domain/repository/step-hold.ts';
import { acceptsGeneration, graceUntil } from '#shared/domain/repository/webhook-generation.ts';
import { deployKeyId, deployKeyRecord, now, past, repositoryRecord } from '#test/fixtures/records.ts';

const later = (ms: number): string => new Date(Date.parse(now) + ms).toISOString();

describe('isBusy', () => {
  it('is no where no step is under way', () => {
    expect(isBusy(repositoryRecord(), now)).toBe(false);
  });

  it.each([
    [0, true],
    [30_000, true],
    [34_999, true],
    [35_000, false],
    [3_600_000, false],
  ])('%i ms after a step began is %s', (ms, expected) => {
    expect(isBusy(repositoryRecord({ intentAt: now }), later(ms))).toBe(expected);
  });

  it('ends before the tick looks at the step', () => {
    expect(isBusy(repositoryRecord({ intentAt: now }), followUpAt(now))).toBe(false);
  });
});

describe('keyIdsOf', () => {
  it('is the key alone where there is no other', () => {
    expect(keyIdsOf(repositoryRecord())).toEqual([deployKeyId(1)]);
  });

  it('names the retiring and the abandoned keys too', () => {
    const repository = repositoryRecord({
      retiringKey: { ...deployKeyRecord({ id: deployKeyId(2) }), since: past },
      abandonedKeyIds: [deployKeyId(3), deployKeyId(4)],
    });

    expect(keyIdsOf(repository)).toEqual([1, 2, 3, 4].map(deployKeyId));
  });
});

describe('summaryOfRepository', () => {
  it('repeats exactly what a project shows', () => {
    expect(summaryOfRepository(repositoryRecord())).toEqual({
      provider: 'github',
      repositoryUrl: 'git@github.com:acme/odoo-custom.git',
      fullName: 'acme/odoo-custom',
      branch: 'main',
      status: 'action_required',
      statusReason: "Add the deploy key and the webhook in the repository's settings.",
    });
  });
});

describe('nextRepository', () => {
  it('changes what is asked and raises the version by one', () => {
    const before = repositoryRecord({ version: 4 });

    expect(nextRepository(before, { branch: 'develop' })).toEqual({ ...before, branch: 'develop', version: 5 });
  });
});

describe('rotateKey', () => {
  const fresh = deployKeyRecord({ id: deployKeyId(9), fingerprint: 'SHA256:new' });
  const proved = deployKeyRecord({ id: deployKeyId(1), lastVerifiedAt: past });
  const unproved = deployKeyRecord({ id: deployKeyId(1) });
  const earlier = { ...deployKeyRecord({ id: deployKeyId(2), lastVerifiedAt: past }), since: past };

  it('keeps the old key working until the new one is proved', () => {
    const before = repositoryRecord({ deployKey: proved, version: 3 });

    expect(rotateKey(before, fresh, false, now)).toEqual({
      ...before,
      deployKey: fresh,
      retiringKey: { ...proved, since: now },
      status: 'action_required',
      version: 4,
    });
  });

  it('ends the old key at once for a compromise', () => {
    const rotated = rotateKey(repositoryRecord({ deployKey: proved }), fresh, true, now);

    expect(rotated.retiringKey).toBeNull();
    expect(rotated.abandonedKeyIds).toEqual([deployKeyId(1)]);
  });

  it('ends the retiring key too for a compromise', () => {
    const before = repositoryRecord({ deployKey: proved, retiringKey: earlier });

    const rotated = rotateKey(before, fresh, true, now);

    expect(rotated.retiringKey).toBeNull();
    expect(rotated.abandonedKeyIds).toEqual([deployKeyId(1), deployKeyId(2)]);
  });

  it('keeps the earlier key where the old one was never proved: it may be the only one that the provider knows', () => {
    const before = repositoryRecord({ deployKey: unproved, retiringKey: earlier });

    const rotated = rotateKey(before, fresh, false, now);

    expect(rotated.retiringKey).toEqual(earlier);
    expect(rotated.abandonedKeyIds).toEqual([deployKeyId(1)]);
  });

  it('drops the earlier key where the old one was proved', () => {
    const before = repositoryRecord({ deployKey: proved, retiringKey: earlier });

    const rotated = rotateKey(before, fresh, false, now);

    expect(rotated.retiringKey).toEqual({ ...proved, since: now });
    expect(rotated.abandonedKeyIds).toEqual([deployKeyId(2)]);
  });

  it('takes the new key out of the abandoned ones, where its intent was recorded, and ends the step', () => {
    const before = repositoryRecord({ abandonedKeyIds: [deployKeyId(8), deployKeyId(9)], intentAt: past });

    const rotated = rotateKey(before, fresh, false, now);

    expect(rotated.abandonedKeyIds).toEqual([deployKeyId(8)]);
    expect(rotated.intentAt).toBeNull();
  });

  it('loses sight of no key, keeps none twice and never abandons one that works, however often it runs', () => {
    const step = fc.record({ revokeNow: fc.boolean(), proved: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let repository: RepositoryRecord = repositoryRecord();
        for (const [index, one] of steps.entries()) {
          const { deployKey } = repository;
          const known = { ...repository, deployKey: one.proved ? { ...deployKey, lastVerifiedAt: past } : deployKey };
          const id = deployKeyId(index + 2);
          const intended = nextRepository(known, { abandonedKeyIds: [...known.abandonedKeyIds, id], intentAt: now });
          const rotated = rotateKey(intended, deployKeyRecord({ id }), one.revokeNow, now);

          expect(rotated.deployKey.id).toBe(id);
          expect([...keyIdsOf(rotated)].sort()).toEqual([...keyIdsOf(intended)].sort());
          expect(new Set(keyIdsOf(rotated)).size).toBe(index + 2);
          if (one.revokeNow) expect(rotated.retiringKey).toBeNull();
          else expect(rotated.retiringKey).not.toBeNull();
          repository = rotated;
        }
      }),
    );
  });
});

describe('graceUntil', () => {
  it('is 24 h later', () => {
    expect(graceUntil(false, '2026-11-24T12:00:00.000Z')).toBe('2026-11-25T12:00:00.000Z');
  });

  it('is none for a compromise', () => {
    expect(graceUntil(true, now)).toBeNull();
  });
});

describe('acceptsGeneration', () => {
  const third = (previousGenerationUntil: string | null) =>
    repositoryRecord({ generation: 3, previousGenerationUntil });

  it('takes the present generation, in grace or not', () => {
    expect(acceptsGeneration(third(null), 3, now)).toBe(true);
    expect(acceptsGeneration(third(past), 3, now)).toBe(true);
  });

  it.each([
    [1, true],
    [0, false],
    [-1, false],
  ])('takes the one before it until its grace ends: with %i ms left, %s', (ms, expected) => {
    expect(acceptsGeneration(third(later(ms)), 2, now)).toBe(expected);
  });

  it('refuses the one before it where it was revoked', () => {
    expect(acceptsGeneration(third(null), 2, now)).toBe(false);
  });

  it.each([1, 0, -1, 4, 2.5, Number.NaN])('refuses generation %d even while a grace lasts', (generation) => {
    expect(acceptsGeneration(third(later(1000)), generation, now)).toBe(false);
  });
});
