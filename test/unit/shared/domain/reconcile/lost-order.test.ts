import { describe, expect, it } from 'vitest';
import { inOrderOfDates, refsToDate } from '#shared/domain/reconcile/lost-order.ts';
import type { RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import { environmentId, mappingRecord } from '#test/fixtures/records.ts';

const headOf = (ref: string, environment = 1): RemoteHead => ({
  ref,
  commit: 'a'.repeat(40),
  mapping: mappingRecord({ environmentId: environmentId(environment) }),
  head: null,
  isBaseline: false,
});
const names = (heads: readonly RemoteHead[]): readonly string[] => heads.map(({ ref }) => ref);

describe('inOrderOfDates', () => {
  it('puts the newest last, whatever the names', () => {
    const heads = [headOf('refs/tags/v12'), headOf('refs/tags/v9'), headOf('refs/tags/v10')];
    const dates = new Map([
      ['refs/tags/v12', 1],
      ['refs/tags/v10', 2],
      ['refs/tags/v9', 3],
    ]);

    expect(names(inOrderOfDates(heads, dates))).toEqual(['refs/tags/v12', 'refs/tags/v10', 'refs/tags/v9']);
  });

  it('reads the numbers of the names where a date is not known', () => {
    const heads = [headOf('refs/tags/v10'), headOf('refs/tags/v9')];

    expect(names(inOrderOfDates(heads, new Map([['refs/tags/v10', 1]])))).toEqual(['refs/tags/v9', 'refs/tags/v10']);
  });
});

describe('refsToDate', () => {
  it('are those of environments with several, up to a bound', () => {
    const heads = [headOf('refs/tags/v1'), headOf('refs/tags/v2'), headOf('refs/heads/main', 2)];

    expect(refsToDate(heads, 100)).toEqual(['refs/tags/v1', 'refs/tags/v2']);
    expect(refsToDate(heads, 1)).toEqual(['refs/tags/v1']);
  });
});
