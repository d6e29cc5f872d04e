import * as z from 'zod';

/** The query of every list: how many (1 to 100, default 25) and where to go on. */
export const listQuery = {
  limit: z.coerce
    .number('must be a whole number from 1 to 100')
    .int('must be a whole number from 1 to 100')
    .min(1, 'must be from 1 to 100')
    .max(100, 'must be from 1 to 100')
    .default(25),
  cursor: z.string().max(2000, 'must be the nextCursor of an earlier answer').optional(),
};

/** `null` on the last page. A page may hold fewer rows than the limit: go on until it is null. */
export const nextCursor = z.string().nullable();
