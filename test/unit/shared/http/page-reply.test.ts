import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextLink } from '#shared/http/page-reply.ts';

const queryOf = (link: string | undefined): Record<string, string> =>
  Object.fromEntries(new URL(/^<([^>]*)>; rel="next"$/.exec(link ?? '')?.[1] ?? '', 'http://x').searchParams);

describe('nextLink', () => {
  it('is none on the last page', () => {
    expect(nextLink('/api/projects', { limit: 25 }, null)).toEqual({});
  });

  it('is RFC 8288 with the same query and the next cursor', () => {
    const headers = nextLink('/api/projects', { include_archived: true, limit: 5, q: undefined, cursor: 'old' }, 'new');

    expect(headers).toEqual({ link: '</api/projects?include_archived=true&limit=5&cursor=new>; rel="next"' });
  });

  it('keeps any text of the query whole and lets none break out of the header', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom(...'<>";,\r\n &?=#%'), minLength: 1 }),
        (one, two) => {
          const { link } = nextLink('/api/projects', { q: one, x: two }, 'c');
          expect(link).toMatch(/^<[!-;=?-~]+>; rel="next"$/);
          expect(queryOf(link)).toEqual({ q: one, x: two, cursor: 'c' });
        },
      ),
    );
  });
});
