import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGitRef, isRefName } from '#shared/contract/ref-name.ts';
import { gitAccepts, inBatches, name, refusedBesides } from './ref-name-bench.ts';

describe('isGitRef', () => {
  it('agrees with git check-ref-format on generated names', async () => {
    const names = [...new Set(fc.sample(name, { numRuns: 300, seed: 7 }))];
    const compared = await inBatches(names, 16, async (one) => ({
      one,
      git: await gitAccepts(one),
      ours: isGitRef(`refs/heads/${one}`),
    }));

    expect(compared.filter(({ git, ours }) => git !== ours)).toEqual([]);
  });
});

describe('isRefName', () => {
  it('agrees with git check-ref-format on generated names, apart from what it refuses besides', async () => {
    const names = [...new Set(fc.sample(name, { numRuns: 500, seed: 42 }))];

    const differing = (
      await inBatches(names, 16, async (one) => ({ one, git: await gitAccepts(one), ours: isRefName(one) }))
    ).filter(({ one, git, ours }) => ours !== (git && !refusedBesides(one)));

    expect(differing).toEqual([]);
    expect(names.filter(isRefName).length).toBeGreaterThan(50);
  });
});
