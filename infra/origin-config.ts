import * as z from 'zod';

const publicUrl = /^https:\/\/[a-z0-9.-]+(?::\d{1,5})?$/;

/** The server before the API, such as CloudFront with a firewall: only what came that way is answered (D-102). */
export const OriginConfig = z.strictObject({
  /** Where callers reach that server. */
  publicUrl: z
    .string()
    .regex(publicUrl, 'must be an https address in lower case, without a path and a slash at its end'),
  /** Of the values of the header that it sends: the SHA-256 of each in hexadecimal. Two of them during a rotation. */
  sha256: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal, 64 characters'))
    .min(1, 'must have at least one entry')
    .max(2, 'must have at most 2 entries'),
});
export type OriginConfig = z.infer<typeof OriginConfig>;
