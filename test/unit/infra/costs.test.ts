import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costsPage, totalOf, unitsOf } from '#infra/costs/costs-page.ts';
import { type Priced, priceOf, prices } from '#infra/costs/prices.ts';
import { type Amounts, askingRunner, claimPauses, scenariosOf } from '#infra/costs/scenarios.ts';
import { claimPace, claimPauseMs } from '../../../cli/runner/claim-pace.ts';

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

  it('adds up: a waiting runner pays for each question, and nothing for the time between', () => {
    const units = unitsOf(patterns);
    const [busy, quiet] = [claimPauses.busy, claimPauses.quiet].map((pause) => askingRunner(units, pause));
    const perQuestion = (amounts: Amounts = {}) => totalOf(amounts) / (amounts['HTTP API, request'] ?? 0);

    expect(perQuestion(busy)).toBeCloseTo(perQuestion(quiet), 6);
    expect(totalOf(quiet ?? {})).toBeLessThan(totalOf(busy ?? {}) / 2);
  });

  it('counts the pauses that runners make, by their mean', () => {
    const means = [1, claimPace.busyClaims + 1].map((idleClaims) => claimPauseMs(idleClaims, () => 0.5) / 1000);

    expect(means).toEqual([claimPauses.busy, claimPauses.quiet]);
  });

  it('names AWS’s page for each price, and where its number was read', () => {
    for (const name of Object.keys(prices) as Priced[]) {
      const { page, copy } = priceOf(name);
      expect(page).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z/-]+$/);
      expect(costsPage(patterns)).toContain(copy?.url ?? page);
    }
  });
});
