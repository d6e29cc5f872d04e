import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldName } from '#shared/domain/fold-name.ts';

describe('foldName', () => {
  it.each([
    ['Odoo', 'ODOO'],
    ['Straße', 'STRASSE'],
    ['Straße', 'STRAẞE'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['ﬁle', 'FILE'],
    ['Ⅳ', 'iv'],
    ['ＡＣＭＥ', 'acme'],
    ['e\u0301tude', 'ÉTUDE'],
  ])('takes %s and %s for one name', (one, another) => {
    expect(foldName(one)).toBe(foldName(another));
  });

  it.each([
    ['Odoo', 'Odoo 2'],
    ['a b', 'ab'],
    ['etude', 'étude'],
    ['a', 'а'],
  ])('tells %s from %s', (one, another) => {
    expect(foldName(one)).not.toBe(foldName(another));
  });

  it('takes the upper and the lower case of a name for one name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(foldName(name.toUpperCase())).toBe(foldName(name));
        expect(foldName(name.toLowerCase())).toBe(foldName(name));
      }),
    );
  });
});
