import { describe, expect, it } from 'vitest';
import { dependenceOnSpeed } from './elapsed-time.ts';
import { sourceFiles } from './source-files.ts';

// `npm run bench` measures; this folder names what it forbids; the configurations hold the limits of their lanes.
const isElsewhere = (path: string): boolean => /^test\/(bench|unit\/house)\/|vitest\.config\.ts$/.test(path);

describe('the tests', () => {
  const tests = [...sourceFiles(['test'])].filter(([path]) => !isElsewhere(path));

  it('measure no time and set no limits of their own, so that none fails on a busy machine', () => {
    const found = tests.flatMap(([path, text]) => {
      const what = dependenceOnSpeed(text);
      return what === null ? [] : [`${path}: ${what}`];
    });

    expect(tests.length).toBeGreaterThan(400);
    expect(found).toEqual([]);
  });
});

describe('the check of the tests', () => {
  it.each([
    'const begun = performance.now();\nawait work();\nexpect(performance.now() - begun).toBeLessThan(3000);',
    'expect(Date.now() - started).toBeGreaterThanOrEqual(9);',
    'expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);',
    'const before = Math.floor(Date.now() / 1000);\nexpect(Number(record.ttl) - before).toBeLessThan(86_460);',
    'const began = process.hrtime.bigint();\nconst took = end - began;',
  ])('finds the time that is measured by %j', (text) => {
    expect(dependenceOnSpeed(text)).toBe('measured time');
  });

  it.each([
    'await expect.poll(() => heard, { timeout: 2000 }).toBe(0);',
    "it('is quick', { timeout: 5000 }, async () => undefined);",
    'await vi.waitFor(() => expect(called).toBe(true));',
    "it('is quick', async () => {\n  await work();\n}, 5000);",
  ])('finds the limit of %j', (text) => {
    expect(dependenceOnSpeed(text)).toBe('limit of its own');
  });

  it.each([
    'const soon = new Date(Date.now() + 60_000).toISOString();',
    'const old = { ttl: Math.floor(Date.now() / 1000) - 1 };',
    'const before = Date.now();\nexpect(until).toBeGreaterThanOrEqual(before + dayMs);',
    "const clock = vi.spyOn(performance, 'now').mockReturnValue(later);",
    'await list(server, { timeoutMs: 250 });',
    '// performance.now() - begun',
  ])('lets %j pass', (text) => {
    expect(dependenceOnSpeed(text)).toBeNull();
  });
});
