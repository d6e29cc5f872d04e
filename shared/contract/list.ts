import * as z from 'zod/mini';
import { decimal } from './decimal.ts';
import { textLimits } from './text-limits.ts';

export const Cursor = z.string().check(z.maxLength(textLimits.cursor, 'must be the nextCursor of an earlier answer'));

/** The query of a list: the number of rows (by default 25) and where to continue. @param most rows of a page */
export const listQueryUpTo = (most: number) => ({
  limit: decimal(
    z
      .number(`must be a whole number from 1 to ${most}`)
      .check(
        z.int(`must be a whole number from 1 to ${most}`),
        z.minimum(1, `must be from 1 to ${most}`),
        z.maximum(most, `must be from 1 to ${most}`),
      ),
    25,
  ),
  cursor: z.optional(Cursor),
});

/** The query of most lists: 1 to 100 rows. */
export const listQuery = listQueryUpTo(100);

export const Search = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, 'must have 1 to 120 characters'),
    z.maxLength(textLimits.search, 'must have 1 to 120 characters'),
  );

/** A part of a name, in any case. */
export const search = z.optional(Search);

/** Whether a list of projects includes archived ones. */
export const includeArchived = z.pipe(
  z._default(z.enum(['true', 'false'], 'must be true or false'), 'false'),
  z.transform((text) => text === 'true'),
);

type Span = { readonly from?: number | undefined; readonly to?: number | undefined };

/** The check of a query with `from` and `to`. */
export const isSpan = z.check<Span>((context) => {
  const { from, to } = context.value;
  if (from === undefined || to === undefined || from < to) return;
  context.issues.push({ code: 'custom', path: ['to'], message: 'must be later than from', input: context.value });
});

/** `null` on the last page. A page may hold fewer rows than the limit: continue until it is null. */
export const nextCursor = z.nullable(z.string());
