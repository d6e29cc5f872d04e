import * as z from 'zod/mini';
import { Member } from './member.ts';
import { atMost } from './text.ts';
import { textLimits } from './text-limits.ts';

const Slug = z.string().check(z.regex(/^[a-z0-9-]{1,63}$/, 'must be the slug of an organisation'));

/** What the function takes that invites an Owner. Source: docs/design/security-model.md, "The operator". */
export const InviteOwner = z.strictObject({ organization: Slug, email: z.string().check(atMost(textLimits.email)) });

/** What it answers. */
export const InvitedOwner = z.object({ member: Member });

/** What the function takes that gives the first key a new secret. */
export const ResetKey = z.strictObject({ organization: Slug });

/** What it answers, this once. */
export const NewFirstKey = z.object({
  organization: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  apiKey: z.string(),
});
