import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRef } from '#shared/domain/ref.ts';

describe('parseRef', () => {
  it.each([
    ['refs/heads/main', { type: 'branch', name: 'main' }],
    ['refs/heads/feature/login', { type: 'branch', name: 'feature/login' }],
    ['refs/tags/v1.0', { type: 'tag', name: 'v1.0' }],
    ['refs/heads/refs/tags/v1.0', { type: 'branch', name: 'refs/tags/v1.0' }],
    ['refs/tags/refs/heads/main', { type: 'tag', name: 'refs/heads/main' }],
    ['refs/heads/refs/heads/main', { type: 'branch', name: 'refs/heads/main' }],
  ])('reads %s', (ref, expected) => {
    expect(parseRef(ref)).toEqual(expected);
  });

  it.each([
    '',
    'main',
    'heads/main',
    'refs/heads/',
    'refs/tags/',
    'refs/heads',
    'refs/pull/1/head',
    'refs/notes/x',
    'Refs/heads/main',
    ' refs/heads/main',
  ])('finds neither branch nor tag in %j', (ref) => {
    expect(parseRef(ref)).toBeNull();
  });

  it('takes the prefix off exactly once', () => {
    fc.assert(
      fc.property(fc.constantFrom('heads', 'tags'), fc.string({ minLength: 1 }), (kind, name) => {
        expect(parseRef(`refs/${kind}/${name}`)).toEqual({ type: kind === 'heads' ? 'branch' : 'tag', name });
      }),
    );
  });
});
