import * as z from 'zod/mini';
import { Name } from './text.ts';

/** The input of the function that makes an organisation. Source: docs/design/security-model.md, "The first organisation". */
export const NewOrganization = z.strictObject({
  slug: z
    .string()
    .check(
      z.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must have 1 to 63 lower-case letters, digits and dashes'),
    ),
  name: Name,
  /** What the first key is made of. With it a call whose answer was lost can be repeated: it gives the same key. */
  firstKey: z.optional(
    z.strictObject({
      id: z.string().check(z.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'must be a ULID')),
      secret: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'must have 64 hexadecimal digits')),
    }),
  ),
});
