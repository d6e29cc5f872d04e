import { describe, expect, test } from 'vitest';
import { retryAfter } from '#shared/providers/client/retry-after.ts';

const now = Date.parse('2026-11-25T10:00:00Z');
const secondsOf = (headers: Record<string, string>): number => retryAfter(new Headers(headers), now);

describe('retryAfter', () => {
  test.each([
    ['seconds', { 'retry-after': '47' }, 47],
    ['a date', { 'retry-after': 'Wed, 25 Nov 2026 10:01:30 GMT' }, 90],
    ["GitLab's end of the window", { 'ratelimit-reset': String(now / 1000 + 12) }, 12],
    ['the end of a window', { 'x-ratelimit-reset': String(now / 1000 + 30.2).split('.')[0] ?? '' }, 30],
    ['seconds before the end of the window', { 'retry-after': '5', 'ratelimit-reset': String(now / 1000 + 12) }, 5],
  ])('takes %s', (_, headers, seconds) => {
    expect(secondsOf(headers)).toBe(seconds);
  });

  test.each([
    ['nothing', {}],
    ['no number and no date', { 'retry-after': 'soon' }],
    ['a reset that is none', { 'x-ratelimit-reset': 'tomorrow' }],
  ])('is a minute where there is %s', (_, headers: Record<string, string>) => {
    expect(secondsOf(headers)).toBe(60);
  });

  test('is never less than a second nor more than an hour, whatever a server says', () => {
    expect(secondsOf({ 'retry-after': '0' })).toBe(1);
    expect(secondsOf({ 'retry-after': 'Wed, 25 Nov 2020 10:00:00 GMT' })).toBe(1);
    expect(secondsOf({ 'x-ratelimit-reset': '5' })).toBe(1);
    expect(secondsOf({ 'retry-after': '999999999' })).toBe(3600);
    expect(secondsOf({ 'ratelimit-reset': '999999999999' })).toBe(3600);
  });
});
