import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Name } from '#shared/contract/text.ts';
import { cloneName } from '#shared/domain/projects/clone-name.ts';

describe('cloneName', () => {
  it.each([
    ['Odoo ERP', 1, 'Odoo ERP (copy)'],
    ['Odoo ERP', 2, 'Odoo ERP (copy 2)'],
    ['Odoo ERP', 11, 'Odoo ERP (copy 11)'],
    ['Odoo ERP (copy)', 1, 'Odoo ERP (copy) (copy)'],
    ['a'.repeat(120), 1, `${'a'.repeat(113)} (copy)`],
    [`${'a'.repeat(112)} bcdefgh`, 1, `${'a'.repeat(112)} (copy)`],
    ['😀'.repeat(120), 2, `${'😀'.repeat(111)} (copy 2)`],
  ])('of %s, try %i', (name, attempt, expected) => {
    expect(cloneName(name, attempt)).toBe(expected);
  });

  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 130 })
    .map((text) => Name.safeParse(text))
    .filter((parsed) => parsed.success)
    .map((parsed) => parsed.data ?? '');

  it('makes a name that the contract takes as it is', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 10_000 }), (origin, attempt) => {
        expect(Name.parse(cloneName(origin, attempt))).toBe(cloneName(origin, attempt));
      }),
    );
  });

  it('makes another name with each try', () => {
    fc.assert(
      fc.property(name, (origin) => {
        const names = Array.from({ length: 30 }, (_, index) => cloneName(origin, index + 1));
        expect(new Set(names).size).toBe(30);
        expect(names).not.toContain(origin);
      }),
    );
  });
});
