import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { readCursor, writeCursor } from '#shared/http/cursor.ts';

const query = ['listProjects', 'org_1', false, null];
const position = '4#prj_01J00000000000000000000000';
const cursor = writeCursor(query, position) ?? '';

const refused = (of: readonly unknown[], text: string): boolean => {
  try {
    readCursor(of, text);
    return false;
  } catch (error) {
    return error instanceof Problem && error.code === 'invalid_cursor' && error.status === 400;
  }
};

const text = fc.string({ unit: 'grapheme' });
const part = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null));

describe('a cursor', () => {
  it('comes back as the position that it was made of', () => {
    fc.assert(
      fc.property(fc.array(part), text, (of, where) => {
        expect(readCursor(of, writeCursor(of, where) ?? undefined)).toBe(where);
      }),
    );
  });

  it('is null after the last page', () => {
    expect(writeCursor(query, null)).toBeNull();
  });

  it('that was not sent begins at the beginning', () => {
    expect(readCursor(query, undefined)).toBeNull();
  });

  it('goes into a URL as it is', () => {
    fc.assert(
      fc.property(text, (where) => {
        expect(writeCursor(query, where)).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  it('is refused with any one character replaced', () => {
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=%. ';
    const accepted = [...cursor].flatMap((present, at) =>
      [...characters]
        .filter((one) => one !== present)
        .map((one) => cursor.slice(0, at) + one + cursor.slice(at + 1))
        .filter((edited) => !refused(query, edited)),
    );

    expect(accepted).toEqual([]);
  });

  it('is refused whatever is inserted, cut out or put in its place', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: cursor.length }),
        fc.nat({ max: 5 }),
        fc.string({ unit: 'binary', maxLength: 5 }),
        (at, cut, insert) => {
          const edited = cursor.slice(0, at) + insert + cursor.slice(at + cut);
          fc.pre(edited !== cursor);
          expect(refused(query, edited)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['empty', ''],
    ['the position alone', Buffer.from(position).toString('base64url')],
    ['padded', `${cursor}=`],
    ['JSON', '{"position":"4#"}'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0xfd]).toString('base64url')],
    ['very long', 'A'.repeat(100_000)],
  ])('is refused where it is %s', (_what, edited) => {
    expect(refused(query, edited)).toBe(true);
  });

  it('is refused for any other query: operation, organisation or filter', () => {
    fc.assert(
      fc.property(fc.array(part), fc.array(part), text, (one, other, where) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(refused(other, writeCursor(one, where) ?? '')).toBe(true);
      }),
    );
  });

  it('does not mistake a filter for a piece of the position', () => {
    expect(refused(['a'], writeCursor([], 'a') ?? '')).toBe(true);
    expect(refused([['a']], writeCursor(['a'], '') ?? '')).toBe(true);
  });
});
