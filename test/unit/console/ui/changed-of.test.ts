import { describe, expect, it } from 'vitest';
import { changedOf } from '../../../../console/ui/changed-of.ts';

describe('what a person has changed', () => {
  it('is sent, and nothing else', () => {
    const before = { name: 'Staging', url: null as string | null, branches: ['main'] };

    expect(changedOf(before, { ...before, url: 'https://odoo.acme.example', branches: ['main'] })).toEqual({
      url: 'https://odoo.acme.example',
    });
  });

  it('is also a list with another entry, and what was taken away', () => {
    const before = { branches: ['main'], odooVersion: '18.0' as string | null };

    expect(changedOf(before, { branches: [], odooVersion: null })).toEqual({ branches: [], odooVersion: null });
  });

  it('is nothing where nothing was changed', () => {
    expect(changedOf({ name: 'Staging' }, { name: 'Staging' })).toEqual({});
  });
});
