import { expect, it } from 'vitest';
import { measureComparison } from '#shared/domain/reconcile/measure-comparison.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { now, past, repositoryRecord } from '#test/fixtures/records.ts';

const compared = (lastComparison: RepositoryRecord['lastComparison'], silentSince: string | null = null) => {
  const record = repositoryRecord();
  return { ...record, lastComparison, reconciliation: { ...record.reconciliation, silentSince } };
};
const before = compared({ at: past, lost: 0, isWhole: true });

it('a comparison that found nothing counts once', () => {
  const after = compared({ at: now, lost: 0, isWhole: true });

  expect(measureComparison({ before, after })).toEqual({ values: { Comparisons: 1 }, by: { outcome: 'in_sync' } });
});

it('lost pushes count, and that the webhook is silent', () => {
  const after = compared({ at: now, lost: 3, isWhole: true }, past);

  expect(measureComparison({ before, after })).toEqual({
    values: { Comparisons: 1, LostPushes: 3, SilentWebhooks: 1 },
    by: { outcome: 'pushes_found' },
  });
});

it('a run that continues another one counts what it found itself', () => {
  const cut = compared({ at: past, lost: 2, isWhole: false });
  const after = compared({ at: now, lost: 5, isWhole: true });

  expect(measureComparison({ before: cut, after })?.values).toEqual({ Comparisons: 1, LostPushes: 3 });
});

it('the first comparison counts, and one that failed by its code', () => {
  const after = compared({ at: now, result: 'repository_unreachable', detail: 'x' });

  expect(measureComparison({ before: repositoryRecord(), after })).toEqual({
    values: { Comparisons: 1 },
    by: { outcome: 'repository_unreachable' },
  });
});

it('another change of the connection counts nothing, and neither does its end', () => {
  expect(measureComparison({ before, after: { ...before, branch: 'other' } })).toBeNull();
  expect(measureComparison({ before, after: null })).toBeNull();
});
