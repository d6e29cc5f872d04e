import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeOf } from '#infra/local/routes.ts';

describe('routeOf', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'), fc.string({ unit: 'binary' }), (method, text) => {
        expect(routeOf(method, `/api/projects/${text}`).file).toBeTypeOf('string');
      }),
    );
  });
});
