import * as z from 'zod/mini';
import { textLimits } from './text-limits.ts';

// Control characters and bidirectional characters, which can disguise a name, and lone surrogates, which cannot be
// stored.
const forbidden = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u;
// Descriptions may hold line breaks and tabs.
const forbiddenInProse = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Bidi_Control}]/u;

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const isShort = (text: string): boolean => text.length <= 2 * textLimits.name && codePoints(text) <= textLimits.name;

/**
 * A display name: 1 to 120 characters (code points) after trimming, without control and bidirectional-override
 * characters. A ligature counts as the characters that it stands for (U+FDFA as 18), because the folded name is part of
 * a sort key of at most 1,024 bytes.
 */
export const Name = z
  .string()
  .check(
    z.trim(),
    z.refine((text) => text.length > 0 && isShort(text), 'must have 1 to 120 characters'),
    z.refine(
      (text) => !isShort(text) || isShort(text.normalize('NFKC')),
      'must have at most 120 characters, written out',
    ),
    z.refine((text) => !forbidden.test(text), 'must not hold control or bidirectional-override characters'),
  )
  .register(z.globalRegistry, { minLength: 1, maxLength: textLimits.name });

/** A description: up to 2,000 characters (code points), line breaks allowed. */
export const Description = z
  .string()
  .check(
    z.refine(
      (text) => text.length <= 2 * textLimits.description && codePoints(text) <= textLimits.description,
      'must have at most 2,000 characters',
    ),
    z.refine((text) => !forbiddenInProse.test(text), 'must not hold control or bidirectional-override characters'),
  )
  .register(z.globalRegistry, { maxLength: textLimits.description });

/** A reason that a person gives: 1 to 500 characters (code points) after trimming, in one line. */
export const Reason = z
  .string()
  .check(
    z.trim(),
    z.refine(
      (text) => text.length > 0 && text.length <= 2 * textLimits.reason && codePoints(text) <= textLimits.reason,
      'must have 1 to 500 characters',
    ),
    z.refine((text) => !forbidden.test(text), 'must not hold control or bidirectional-override characters'),
  )
  .register(z.globalRegistry, { minLength: 1, maxLength: textLimits.reason });

/** An Odoo series, for instance `18.0` or `saas-18.2`. */
export const OdooVersion = z.string().check(z.regex(/^(saas[-~])?\d{1,2}\.\d$/, 'must be an Odoo series such as 18.0'));

/** A number below a million as messages write it: 4,000. `toLocaleString` would load the locales: 18 ms of init. */
const written = (count: number): string =>
  count < 1000 ? String(count) : `${Math.floor(count / 1000)},${String(count % 1000).padStart(3, '0')}`;

/** Checks that a text has at most `max` characters (code points). */
export const atMost = (max: number) => z.maxLength(max, `must have at most ${written(max)} characters`);

// Each schema costs 20 µs at every cold start, so shared schemas are made once.
export const Text = z.string();
export const TextOrNull = z.nullable(Text);

/** The id of another resource in a body. The operation checks whether it exists. */
export const OtherId = z.string().check(atMost(textLimits.id));
export const OtherEnvironmentId = z.string().check(atMost(textLimits.id));
export const OtherMappingId = z.string().check(atMost(textLimits.id));

/** A text of several lines that a program sends. Half a surrogate pair could not be stored. */
export const wellFormed = z.overwrite((text: string) => text.toWellFormed());

/** RFC 3339 UTC with milliseconds. */
export const Timestamp = z.string().register(z.globalRegistry, { format: 'date-time' });
export const TimestampOrNull = z.nullable(Timestamp);
