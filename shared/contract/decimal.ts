import * as z from 'zod/mini';

/** Whole numbers in decimal digits. `Number` also takes `0x10`, `1e1`, blanks and an empty text. */
const digits = /^\d{1,15}$/;

/** The number that a text writes in decimal digits; NaN for any other text. */
export const numberOfDigits = (text: string): number => (digits.test(text) ? Number(text) : Number.NaN);

/**
 * A number of a query, which arrives as text.
 * @param schema checks the number, and refuses NaN
 * @param absent the number where the query has none
 */
export const decimal = (schema: z.ZodMiniNumber<number>, absent: number) => {
  const fromText = z.transform((value: unknown) => (typeof value === 'string' ? numberOfDigits(value) : value));
  // The inner default is for the OpenAPI document, which describes what the transformation gives.
  return z._default(z.pipe(fromText, z._default(schema, absent)), absent);
};
