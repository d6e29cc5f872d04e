import * as z from 'zod/mini';
import { Member } from './member.ts';
import { atMost } from './text.ts';
import { textLimits } from './text-limits.ts';

const Slug = z.string().check(z.regex(/^[a-z0-9-]{1,63}$/, 'must be the slug of an organisation'));

/** The input of the function that invites an Owner. Source: docs/design/security-model.md, "The operator". */
export const InviteOwner = z.strictObject({ organization: Slug, email: z.string().check(atMost(textLimits.email)) });

/** The answer of that function. */
export const InvitedOwner = z.object({ member: Member });

/** The input of the function that gives the first key a new secret. */
export const ResetKey = z.strictObject({ organization: Slug });

/** The answer of that function, the only one that shows the key. */
export const NewFirstKey = z.object({
  organization: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  apiKey: z.string(),
});
