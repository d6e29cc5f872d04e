import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentCodingFor } from '#shared/http/content-coding.ts';

describe('the coding of an asset', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['deflate', 'identity'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.5', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br; q=0.000 , gzip', 'gzip'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['identity', 'identity'],
    ['identity, br', 'br'],
    ['identity;q=1, br;q=0.5', 'identity'],
    ['identity;q=0, gzip', 'gzip'],
    ['identity;q=0', 'br'],
    ['identity;q=0, br;q=0', 'gzip'],
    ['*;q=0', 'br'],
    ['*;q=0, identity', 'identity'],
    ['*;q=0, br;q=0, gzip;q=0', 'identity'],
    ['br;q=5, gzip', 'gzip'],
    ['br;q=-1, gzip', 'gzip'],
    ['br;q=, gzip', 'gzip'],
    ['br;q=NaN, gzip', 'gzip'],
    [', ,br', 'br'],
  ])('for %j is %s', (header, coding) => {
    expect(contentCodingFor(header)).toBe(coding);
  });

  it('is one of three for any header', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(['br', 'gzip', 'identity']).toContain(contentCodingFor(header));
      }),
      { numRuns: 50 },
    );
  });
});
