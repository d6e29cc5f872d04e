import * as z from 'zod/mini';

/**
 * The owner of a token as the authorizer passes it on, before an organisation is chosen. Permissions are a bit set,
 * since the authorizer's context holds 4 KB. `unrestricted`: Owner and Admin.
 */
export const TokenPrincipal = z.object({
  id: z.string(),
  kind: z.enum(['apiKey', 'user']),
  name: z.string(),
  // One that was cached before this field came has none.
  creatorId: z._default(z.nullable(z.string()), null),
  memberships: z.array(
    z.object({ id: z.string(), slug: z.string(), name: z.string(), permissions: z.int(), unrestricted: z.boolean() }),
  ),
});
export type TokenPrincipal = z.infer<typeof TokenPrincipal>;
