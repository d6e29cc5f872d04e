import { expect, it } from 'vitest';
import { missingLines } from '#test/missing-lines.ts';

it('says which line a table lacks, and which it has for nothing', () => {
  expect(missingLines('permissions in infra/permissions.ts', ['a', 'b'], ['b', 'c'])).toEqual([
    'Add a line for c to permissions in infra/permissions.ts.',
    'Remove the line of a from permissions in infra/permissions.ts.',
  ]);
});

it('says nothing of a table that is complete', () => {
  expect(missingLines('permissions in infra/permissions.ts', ['b', 'a'], ['a', 'b'])).toEqual([]);
});
