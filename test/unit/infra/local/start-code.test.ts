import { describe, expect, it } from 'vitest';
import { StartCode } from '#infra/local/start-code.ts';

const minute = 60_000;

describe('the code of a start link', () => {
  it('is taken once', () => {
    const code = new StartCode();

    expect([code.spend(code.text), code.spend(code.text)]).toEqual([true, false]);
  });

  it('has 256 random bits that an address bears as they are', () => {
    const texts = Array.from({ length: 20 }, () => new StartCode().text);

    expect(new Set(texts).size).toBe(20);
    for (const text of texts) expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it.each([
    ['at once', 0, true],
    ['a moment before 10 minutes', 10 * minute - 1, true],
    ['after 10 minutes', 10 * minute, false],
  ])('%s: taken %s', (_when, passed, taken) => {
    let now = 1_000;
    const code = new StartCode(() => now);
    now += passed;

    expect(code.spend(code.text)).toBe(taken);
  });

  it('is not used up by guesses', () => {
    const code = new StartCode();
    const guesses = ['', 'x', code.text.slice(1), `${code.text}x`, code.text.toLowerCase(), 'é'.repeat(43)];

    expect(guesses.filter((guess) => code.spend(guess))).toEqual([]);
    expect(code.spend(code.text)).toBe(true);
  });
});
