import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { OrganizationId } from '../contract/id.ts';
import { type Permission, permissions } from '../contract/permission.ts';
import { Problem } from '../contract/problem.ts';
import type { Principal } from '../domain/principal.ts';

/** One membership as the authorizer hands it on; permissions as a bit set, since its context has 4 KB. */
export type Membership = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly permissions: number;
  readonly unrestricted: boolean;
};

const TokenPrincipal = z.object({
  id: z.string(),
  kind: z.enum(['apiKey', 'user']),
  name: z.string(),
  memberships: z.array(
    z.object({ id: z.string(), slug: z.string(), name: z.string(), permissions: z.int(), unrestricted: z.boolean() }),
  ),
});

/** Who the token stands for, before an organisation is chosen. */
export type TokenPrincipal = z.infer<typeof TokenPrincipal>;

export const permissionBits = (held: readonly Permission[]): number =>
  held.reduce((bits, permission) => bits | (1 << permissions.indexOf(permission)), 0);

const permissionsOf = (bits: number): Permission[] => permissions.filter((_, index) => (bits & (1 << index)) !== 0);

const unauthenticated = (detail: string): Problem =>
  new Problem('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } });

/**
 * Reads the principal that the authorizer handed on, in the organisation that `X-Org-Slug` names where there are several.
 * @throws Problem `unauthenticated` where the token stands for nobody; `permission_missing` where the organisation is not
 * one of the principal's
 */
export const principalOf = (event: APIGatewayProxyEventV2): Principal => {
  const context = event.requestContext as { authorizer?: { lambda?: { principal?: unknown } } };
  const handedOn = context.authorizer?.lambda?.principal;
  if (typeof handedOn !== 'string' || handedOn === '') {
    throw unauthenticated(
      'The token is not valid, or it has expired. Send Authorization: Bearer with a valid API key.',
    );
  }
  const token = TokenPrincipal.parse(JSON.parse(handedOn));
  const slug = event.headers['x-org-slug'];
  const membership =
    slug === undefined && token.memberships.length === 1
      ? token.memberships[0]
      : token.memberships.find((one) => one.slug === slug);
  if (membership === undefined) {
    throw new Problem(
      'permission_missing',
      slug === undefined
        ? `Send X-Org-Slug with one of your organisations: ${token.memberships.map((one) => one.slug).join(', ')}.`
        : 'X-Org-Slug names no organisation of yours. Leave it out, or send the slug of one that GET /api/me lists.',
    );
  }
  const organizationOf = (one: TokenPrincipal['memberships'][number]) => ({
    id: one.id as OrganizationId,
    slug: one.slug,
    name: one.name,
  });
  return {
    id: token.id,
    kind: token.kind,
    name: token.name,
    organization: organizationOf(membership),
    permissions: permissionsOf(membership.permissions),
    unrestricted: membership.unrestricted,
    organizations: token.memberships.map(organizationOf),
  };
};
