import * as z from 'zod/mini';

const day = String.raw`(?:19[7-9]|2\d\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const minute = String.raw`(?:[01]\d|2[0-3]):[0-5]\d`;
const offset = `(?:Z|[+-]${minute})`;

/**
 * Whether the day of such a time exists: `Date.parse` takes February 31st for a day of March. It reads what is no RFC 3339
 * by rules of its own, 0004-13-13 as a day of 2013, so the form is checked before.
 */
const dayExists = (text: string): boolean => new Date(text.slice(0, 10)).getUTCDate() === Number(text.slice(8, 10));

const textOf = (form: RegExp, example: string) =>
  z
    .string()
    .check(
      z.regex(form, { error: `must be a time from 1970 to 2999, such as ${example}`, abort: true }),
      z.refine(dayExists, 'must be a day that exists: this month is shorter'),
    );

/** Minutes are enough; a day alone is one too. */
export const PointInTimeText = textOf(
  new RegExp(String.raw`^${day}(?:T${minute}(?::[0-5]\d(?:\.\d{1,9})?)?${offset})?$`),
  '2026-11-28T10:00:00Z, or a day, such as 2026-11-28',
);

/** A time in a query, RFC 3339; a day stands for its beginning in UTC. It becomes milliseconds since the epoch. */
export const PointInTime = z.pipe(
  PointInTimeText,
  z.transform((text) => Date.parse(text)),
);

/** When a line of a log was written: RFC 3339 in UTC with milliseconds. */
export const LogTime = textOf(new RegExp(String.raw`^${day}T${minute}:[0-5]\d\.\d{3}Z$`), '2026-11-23T10:00:00.000Z');
