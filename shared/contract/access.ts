import * as z from 'zod/mini';
import { Permission } from './permission.ts';
import { Text, TextOrNull, TimestampOrNull } from './text.ts';
import { textLimits } from './text-limits.ts';

/** What a grant allows. Each includes those before it. Source: docs/design/security-model.md, "Access to one project". */
export const GrantLevel = z.enum(['view', 'deploy', 'manage']);
export const AccessMode = z.enum(['organization', 'restricted']);
const PrincipalKind = z.enum(['member', 'apiKey']);

/** What a project grants to one member or API key. */
export const AccessGrant = z
  .object({
    principalId: Text,
    kind: PrincipalKind,
    name: TextOrNull,
    email: TextOrNull,
    level: GrantLevel,
    grantedBy: TextOrNull,
    grantedByName: TextOrNull,
    grantedAt: TimestampOrNull,
  })
  .register(z.globalRegistry, { id: 'AccessGrant' });

/** Who may see a project. Source: docs/design/resources.md, "Access to a project". */
export const ProjectAccess = z
  .object({ mode: AccessMode, grants: z.array(AccessGrant) })
  .register(z.globalRegistry, { id: 'ProjectAccess' });

/** Why somebody sees a project or does not. Source: docs/design/resources.md, "Access to a project". */
export const AccessExplanation = z
  .object({
    principalId: Text,
    kind: PrincipalKind,
    name: TextOrNull,
    visible: z.boolean(),
    level: z.nullable(GrantLevel),
    permissions: z.array(Permission),
    reasons: z.array(Text),
  })
  .register(z.globalRegistry, { id: 'AccessExplanation' });

/** A member or an API key that a project may grant something. It has no e-mail address, which needs view:members. */
export const AccessCandidate = z
  .object({ principalId: Text, kind: PrincipalKind, name: TextOrNull })
  .register(z.globalRegistry, { id: 'AccessCandidate' });

const PrincipalId = z.string().check(z.minLength(1, 'must be an id'), z.maxLength(textLimits.id, 'must be an id'));

export const UpdateAccessBody = z.strictObject({
  mode: z.optional(AccessMode),
  grants: z.optional(
    z
      .array(z.strictObject({ principalId: PrincipalId, level: GrantLevel }))
      .check(z.maxLength(textLimits.grants, `must have at most ${textLimits.grants} entries`)),
  ),
});

export const UpdateGrantBody = z.strictObject({ level: GrantLevel });

export type AccessGrant = z.infer<typeof AccessGrant>;
export type UpdateAccessBody = z.infer<typeof UpdateAccessBody>;
