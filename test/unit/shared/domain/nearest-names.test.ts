import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestNames } from '#shared/domain/nearest-names.ts';

describe('nearestNames', () => {
  it.each([
    ['main', ['Main', 'maint', 'develop'], ['Main', 'maint']],
    ['Staging', ['staging', 'stagging', 'production'], ['staging', 'stagging']],
    ['main', ['master', 'develop'], ['master']],
    ['develop', ['development', 'dev', 'main'], ['dev', 'development']],
    ['main', ['release/main', 'mail'], ['release/main', 'mail']],
    ['feature/login', ['login', 'feature/logout', 'bugfix/login'], ['bugfix/login', 'login', 'feature/logout']],
    ['18.0', ['17.0', '16.0', '18.0-dev', 'saas-18.1'], ['16.0', '17.0', '18.0-dev']],
    ['STRASSE', ['straße'], ['straße']],
    ['main', ['xyz', 'w'], []],
    ['main', [], []],
    ['', ['main'], []],
  ])('for %j among %j: %j', (missing, names, nearest) => {
    expect(nearestNames(missing, names)).toEqual(nearest);
  });

  const name = fc.string({ unit: fc.constantFrom(...'abcABC/-1é'), minLength: 1, maxLength: 12 });
  const names = fc.array(name, { maxLength: 20 });

  it('answers at most 3 of the names, each once, and never the missing one', () => {
    fc.assert(
      fc.property(name, names, (missing, all) => {
        const nearest = nearestNames(missing, all);

        expect(nearest.length).toBeLessThanOrEqual(3);
        expect(new Set(nearest).size).toBe(nearest.length);
        expect(nearest.every((one) => one !== missing && all.includes(one))).toBe(true);
      }),
    );
  });

  it('does not depend on the order of the names', () => {
    fc.assert(
      fc.property(name, names, (missing, all) => {
        expect(nearestNames(missing, [...all].reverse())).toEqual(nearestNames(missing, all));
      }),
    );
  });

  it('names first what differs by case alone', () => {
    fc.assert(
      fc.property(name, names, (missing, all) => {
        const other = missing === missing.toUpperCase() ? missing.toLowerCase() : missing.toUpperCase();
        fc.pre(other !== missing);

        const [first] = nearestNames(missing, [...all, other]);

        expect(first?.toLowerCase()).toBe(missing.toLowerCase());
      }),
    );
  });

  it('finds a name that one slip of the keyboard made of it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abcdefg'), minLength: 3, maxLength: 20 }),
        fc.nat(),
        (missing, at) => {
          const place = at % missing.length;
          const slip = `${missing.slice(0, place)}z${missing.slice(place + 1)}`;

          expect(nearestNames(missing, [slip, 'uvw', 'xyx'])[0]).toBe(slip);
        },
      ),
    );
  });
});
