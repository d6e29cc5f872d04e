import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { permissionsOfBits } from '#shared/contract/permission-bits.ts';
import { Problem } from '#shared/contract/problem.ts';
import type { Caller, Membership, Principal } from '#shared/domain/access/principal.ts';
import { hasUnrestrictedCreator, isUnrestricted, TokenPrincipal } from '#shared/domain/access/token-principal.ts';

/** The 401. @param detail what the caller can do */
export const unauthenticated = (detail: string): Problem =>
  new Problem('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } });

/** No key of the issuer is known, and it is asked once a minute. */
export const issuerUnavailable = (): Problem =>
  new Problem(
    'service_unavailable',
    'Tokens cannot be checked at the moment, because their issuer does not answer. API keys work. Try again in a minute.',
    { retryAfterSeconds: 60 },
  );

const ended =
  'The token is not valid, or it has expired. Send Authorization: Bearer with a valid API key or access token.';

/** What the authorizer hands on. */
type HandedOn = { readonly principal?: unknown; readonly unavailable?: unknown };

const organizationOf = ([id, , slug]: TokenPrincipal['memberships'][number]): Membership => ({
  id: id as OrganizationId,
  slug,
});

/** Somebody who has signed in and is no member anywhere. */
const stranger = (needed: Permission | undefined): Problem =>
  new Problem(
    'permission_missing',
    'You are a member of no organisation. Accept your invitation with POST /api/invitations/accept, or ask for one.',
    needed === undefined ? {} : { requiredPermission: needed },
  );

/** @throws Problem `unauthenticated` for an invalid token; `service_unavailable` where it cannot be checked */
const tokenOf = (event: APIGatewayProxyEventV2): TokenPrincipal => {
  const context = event.requestContext as { authorizer?: { lambda?: HandedOn } };
  const { principal: handedOn, unavailable } = context.authorizer?.lambda ?? {};
  if (unavailable !== undefined) throw issuerUnavailable();
  if (typeof handedOn !== 'string' || handedOn === '') throw unauthenticated(ended);
  const token = TokenPrincipal.parse(JSON.parse(handedOn));
  if (token.until !== null && token.until <= new Date().toISOString()) throw unauthenticated(ended);
  return token;
};

/**
 * Reads the principal that the authorizer passed on. With several organisations, `X-Org-Slug` chooses one.
 * @param needed the permission that the call needs, for the problem
 * @throws Problem `unauthenticated` for an invalid token; `service_unavailable` where it cannot be checked;
 * `permission_missing` if the principal is not in the organisation
 */
export const principalOf = (event: APIGatewayProxyEventV2, needed?: Permission): Principal => {
  const token = tokenOf(event);
  if (token.memberships.length === 0) throw stranger(needed);
  const slug = event.headers['x-org-slug'];
  const membership =
    slug === undefined && token.memberships.length === 1
      ? token.memberships[0]
      : token.memberships.find((one) => one[2] === slug);
  if (membership === undefined) {
    throw new Problem(
      'permission_missing',
      slug === undefined
        ? `Send X-Org-Slug with one of your organisations: ${token.memberships.map((one) => one[2]).join(', ')}.`
        : 'X-Org-Slug names no organisation of yours. Leave it out, or send the slug of one that GET /api/me lists.',
      needed === undefined ? {} : { requiredPermission: needed },
    );
  }
  const [, id, , bits, creatorId] = membership;
  return {
    id,
    kind: token.kind,
    name: token.name,
    creatorId,
    creatorUnrestricted: hasUnrestrictedCreator(bits),
    organization: organizationOf(membership),
    permissions: permissionsOfBits(bits),
    unrestricted: isUnrestricted(bits),
    limits: {
      projectIds: token.projectIds as ProjectId[] | null,
      environmentIds: token.environmentIds as EnvironmentId[] | null,
    },
    organizations: token.memberships.map(organizationOf),
  };
};

/** As `principalOf`, but with several organisations none has to be chosen. */
export const callerOf = (event: APIGatewayProxyEventV2): Caller => {
  const { kind, name, memberships } = tokenOf(event);
  if (memberships.length < 2 || event.headers['x-org-slug'] !== undefined) return principalOf(event);
  return { id: null, kind, name, organization: null, permissions: [], organizations: memberships.map(organizationOf) };
};
