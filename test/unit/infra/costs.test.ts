import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costsPage, totalOf, unitsOf } from '#infra/costs/costs-page.ts';
import { prices } from '#infra/costs/prices.ts';
import { scenariosOf } from '#infra/costs/scenarios.ts';

const patterns = readFileSync('docs/access-patterns.md', 'utf8');
const amountsOf = (page: string, title: string) =>
  scenariosOf(unitsOf(page)).find((one) => one.title === title)?.amounts ?? {};

describe('docs/costs.md', () => {
  it('is what the script makes of the units', () => {
    expect(readFileSync('docs/costs.md', 'utf8')).toBe(costsPage(patterns));
  });

  it('follows a unit that changes: a push that writes 7 more costs 7,000 in 1,000 pushes', () => {
    const dearer = patterns.replace(/^(\| AP-50 .*\| )8( +\| 2 +\|)$/m, '$115$2');
    const written = (page: string) => amountsOf(page, '1,000 pushes')['DynamoDB, write unit'] ?? 0;

    expect(dearer).not.toBe(patterns);
    expect(written(dearer) - written(patterns)).toBe(7000);
  });

  it('counts units of table and index together', () => {
    const row = '| AP-50  | A push | `receiveDelivery` | Query | 2     | 8     | 3     |';

    expect(unitsOf(`# Page\n${row}\n`)).toEqual(new Map([['AP-50', { read: 2, write: 11 }]]));
  });

  it('is not made where a row is missing', () => {
    expect(() => costsPage(patterns.replace(/^\| AP-50 .*$/m, ''))).toThrow(
      'docs/access-patterns.md has no row AP-50.',
    );
  });

  it('adds up: the waiting of a runner is nearly all that it costs', () => {
    const amounts = amountsOf(patterns, 'A runner that waits, for a month');
    const waiting = 730 * 3600 * 0.5 * prices['Lambda on arm64, GB-second'];

    expect(totalOf(amounts)).toBeGreaterThan(waiting);
    expect(waiting / totalOf(amounts)).toBeGreaterThan(0.9);
  });
});
