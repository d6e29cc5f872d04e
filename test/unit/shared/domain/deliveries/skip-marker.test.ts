import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skipMarkerOf } from '#shared/domain/deliveries/skip-marker.ts';

const markers = ['[skip ci]', '[ci skip]', '[no ci]', '[skip cd]', '[skip deploy]', '[deploy skip]'];

describe('a skip marker', () => {
  it.each(markers)('%s is found anywhere in the message and in any case', (marker) => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.array(fc.boolean(), { minLength: 13, maxLength: 13 }),
        (before, after, upper) => {
          const typed = [...marker]
            .map((letter, index) => (upper[index] === true ? letter.toUpperCase() : letter))
            .join('');
          expect(markers).toContain(skipMarkerOf(`${before}${typed}${after}`));
        },
      ),
    );
  });

  it.each([
    '',
    'skip ci',
    '[skip  ci]',
    '[skipci]',
    '[ skip ci ]',
    '(skip ci)',
    '[skip tests]',
    '[ci]',
    'Fix [no ci-file]',
  ])('is not in %j', (message) => {
    expect(skipMarkerOf(message)).toBeNull();
  });

  it('is found beyond what is kept of a message', () => {
    expect(skipMarkerOf(`${'x'.repeat(100_000)}[Skip CI]`)).toBe('[skip ci]');
  });
});
