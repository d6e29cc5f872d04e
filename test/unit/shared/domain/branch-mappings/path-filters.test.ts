import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPathFilters, normalizePathFilters } from '#shared/domain/branch-mappings/path-filters.ts';
import { changesNoWatchedPath } from '#shared/domain/deliveries/path-filter.ts';

describe('a path filter', () => {
  it.each([
    ['/addons', 'addons'],
    ['./addons', 'addons'],
    ['./addons/', 'addons'],
    ['addons//sale_x', 'addons/sale_x'],
    ['addons/./sale_x', 'addons/sale_x'],
    [' addons ', 'addons'],
    ['/**/*.py', '**/*.py'],
  ])('%j is stored as %j', (typed, stored) => {
    expect(normalizePathFilters([typed])).toEqual([stored]);
  });

  it('is stored once', () => {
    expect(normalizePathFilters(['addons', '/addons/', './addons'])).toEqual(['addons']);
  });

  it.each([
    ['.', /for the whole repository send no paths/],
    ['/', /for the whole repository send no paths/],
    ['  ', /for the whole repository send no paths/],
    ['!docs', /cannot exclude/],
    ['addons\\sale_x', /addons\/sale_x/],
    ['addons,docs', /send \["addons","docs"\]/],
    ['addons\ndocs', /without line breaks/],
    ['*.{py,xml}', /one path each/],
    ['a?.py', /use \*/],
    ['../addons', /without \.\./],
  ])('%j, which can match no file, is refused with the right form', (typed, form) => {
    const checked = checkPathFilters(normalizePathFilters(['docs', typed]));

    expect(checked).toMatchObject({
      ok: false,
      refusal: { code: 'validation_failed', detail: expect.stringMatching(form), pointer: '#/paths/1' },
    });
  });

  it('that is accepted matches the files of its own folder', () => {
    const segment = fc.stringMatching(/^[a-z_.]{1,4}$/);
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '/', './'),
        (parts, before) => {
          const [filter = ''] = normalizePathFilters([`${before}${parts.join('/')}`]);
          fc.pre(checkPathFilters([filter]).ok);

          expect(changesNoWatchedPath([filter], [`${filter}/__manifest__.py`])).toBe(false);
        },
      ),
    );
  });
});
