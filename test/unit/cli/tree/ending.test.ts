import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Names } from '../../../../cli/tree/names.ts';
import { ending } from '../../../../cli/tree/options.ts';

const names = {} as Names;
const { read } = ending('--expires <when>', 'expiresAt', 'when it ends');

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2027-01-01T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the end of something', () => {
  it.each([
    ['90d', '2027-04-01T00:00:00.000Z'],
    ['12h', '2027-01-01T12:00:00.000Z'],
    ['2w', '2027-01-15T00:00:00.000Z'],
  ])('%s counts from now', (given, expected) => {
    expect(read(given, names)).toEqual({ expiresAt: expected });
  });

  it.each(['2027-06-30T00:00:00Z', 'never', '-1d', '90'])('%s goes to the API as it is', (given) => {
    expect(read(given, names)).toEqual({ expiresAt: given });
  });
});
