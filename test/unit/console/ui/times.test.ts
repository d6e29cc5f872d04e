import { describe, expect, it } from 'vitest';
import { relativeTime } from '../../../../console/ui/times.ts';

const now = Date.parse('2026-11-29T12:00:00.000Z');
const hour = 3_600_000;

describe('a relative time', () => {
  it.each([
    ['just now', 0],
    ['just now', -59_000],
    ['1 minute ago', -60_000],
    ['in 2 hours', 2 * hour],
    // Not yesterday, which was the 28th.
    ['1 day ago', -47 * hour],
    ['in 1 day', 47 * hour],
    ['1 week ago', -13 * 24 * hour],
    ['1 year ago', -700 * 24 * hour],
  ])('is %s', (words, ms) => {
    expect(relativeTime(now + ms, now)).toBe(words);
  });
});
