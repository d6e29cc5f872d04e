import { describe, expect, it } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { checkVersion } from '#shared/http/check-version.ts';
import { etagOf } from '#shared/http/reply.ts';

const passes = (ifMatch: string | undefined, version: number): boolean => {
  try {
    checkVersion(ifMatch, { version });
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'precondition_failed') return false;
    throw error;
  }
};

describe('checkVersion', () => {
  it('lets a request without If-Match pass', () => {
    expect(passes(undefined, 3)).toBe(true);
  });

  it('compares the version and not the digest of the body', () => {
    expect(passes(etagOf(3, 'the body that was read'), 3)).toBe(true);
    expect(passes('"3.0000000000000000"', 3)).toBe(true);
  });

  it.each(['*', ' * ', '"3.ab"', 'W/"3.ab"', ' "3.ab" ', '"2.ab", "3.cd"', '"3.ab","9.cd"'])(
    'lets %j pass at version 3',
    (ifMatch) => {
      expect(passes(ifMatch, 3)).toBe(true);
    },
  );

  it.each(['"2.ab"', '"33.ab"', '"3"', '3', '3.ab', '', ' ', '"03.ab"', '"-3.ab"', "'3.ab'", '"2.3.ab"', ','])(
    'refuses %j at version 3',
    (ifMatch) => {
      expect(passes(ifMatch, 3)).toBe(false);
    },
  );

  it('tells what to do next', () => {
    expect(() => checkVersion('"1.ab"', { version: 2 })).toThrow(
      'Read it again and repeat your change with the new ETag.',
    );
  });

  it.each([
    [{ updatedBy: 'mem_1', updatedByName: 'Mona Lisa' }, 'Mona Lisa changed it at 2026-11-24T10:00:00.000Z'],
    [{ updatedBy: 'mem_1', updatedByName: null }, 'mem_1 changed it at 2026-11-24T10:00:00.000Z'],
    [{ updatedBy: null, updatedByName: null }, 'It has changed since you read it.'],
  ])('tells who was faster: %j', (who, sentence) => {
    const read = { version: 2, updatedAt: '2026-11-24T10:00:00.000Z', ...who };
    expect(() => checkVersion('"1.ab"', read)).toThrow(sentence);
  });
});
