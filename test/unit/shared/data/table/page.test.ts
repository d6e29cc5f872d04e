import { expect, it } from 'vitest';
import { checkPosition } from '#shared/data/table/page.ts';

it.each([
  ['before its list', 'A#9'],
  ['after its list', 'B#A'],
  ['longer than a key can be', `B#1${'0'.repeat(2000)}`],
])('a position %s is refused: it would reach other rows of the partition', (_what, position) => {
  expect(() => checkPosition(position, 'B#0', 'B#9')).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
});

it('a position in its list is taken', () => {
  expect(checkPosition('B#5', 'B#0', 'B#9')).toBe('B#5');
});
