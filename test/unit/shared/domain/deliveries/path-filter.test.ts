import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesNoWatchedPath } from '#shared/domain/deliveries/path-filter.ts';

const changed = (filter: string, file: string): boolean => !changesNoWatchedPath([filter], [file]);

describe('a path filter', () => {
  it.each([
    ['sale_x', 'sale_x/models/order.py'],
    ['sale_x/', 'sale_x/models/order.py'],
    ['sale_x', 'sale_x'],
    ['requirements.txt', 'requirements.txt'],
    ['addons/*', 'addons/sale_x'],
    ['addons/*', 'addons/sale_x/models/order.py'],
    ['**/__manifest__.py', 'addons/sale_x/__manifest__.py'],
    ['sale_*', 'sale_x/models/order.py'],
    ['**/*.py', 'setup.py'],
    ['**/*.py', 'addons/sale_x/models/order.py'],
    ['**/__manifest__.py', '__manifest__.py'],
    ['addons/**/views', 'addons/views/order.xml'],
    ['addons/**/views', 'addons/sale_x/views/order.xml'],
    ['**/**/views/*.xml', 'views/order.xml'],
  ])('%s names %s', (filter, file) => {
    expect(changed(filter, file)).toBe(true);
  });

  it.each([
    ['sale_x', 'sale_xy/models/order.py'],
    ['sale_x', 'addons/sale_x/models/order.py'],
    ['sale_x/models', 'sale_x/views/order.xml'],
    ['requirements.txt', 'docs/requirements.txt'],
    ['*.txt', 'docs/readme.txt'],
    ['**/*.py', 'setup.pyc'],
    ['addons/**/views', 'addons/sale_xviews/order.xml'],
    ['addons/**/views', 'addonsviews/order.xml'],
  ])('%s does not name %s', (filter, file) => {
    expect(changed(filter, file)).toBe(false);
  });
});

describe('a push', () => {
  const file = fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,3}){0,3}$/);

  it('leaves alone only what no filter names', () => {
    fc.assert(
      fc.property(fc.array(file, { minLength: 1 }), fc.array(file), (filters, files) => {
        const named = files.some((one) => filters.some((filter) => one === filter || one.startsWith(`${filter}/`)));
        expect(changesNoWatchedPath(filters, files)).toBe(!named);
      }),
    );
  });

  it('is never kept back without a filter, or without the whole list of its files', () => {
    fc.assert(
      fc.property(fc.array(file), (list) => {
        expect(changesNoWatchedPath([], list)).toBe(false);
        expect(changesNoWatchedPath(list, null)).toBe(false);
      }),
    );
  });
});
