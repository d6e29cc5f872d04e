import type { SignIn } from '#shared/config/sign-in.ts';
import { findMemberships, touchMembers } from '#shared/data/organization/memberships.ts';
import { membershipBits, type TokenPrincipal } from '#shared/domain/access/token-principal.ts';
import { accessToken, verifyToken } from './issued-token.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import type { TokenIssuer } from './token-issuer.ts';

/**
 * Access tokens of the issuer that the deployment names. A token makes nobody a member: somebody with a valid token and no
 * membership is a stranger. Source: docs/design/security-model.md, "Tokens of the issuer".
 */
export const oidcIssuer = (signIn: SignIn, keys: IssuerKeys): TokenIssuer => ({
  recognises: (token) => token.split('.').length === 3,
  async resolve(token, now) {
    const found = await verifyToken(token, accessToken, signIn, keys, now);
    if (found === null || found === 'unavailable') return found;
    const memberships = await findMemberships(found.issuer, found.subject);
    await touchMembers(
      memberships.map(({ member }) => member),
      now,
    );
    return {
      kind: 'user',
      name: memberships[0]?.member.name ?? '',
      until: found.until,
      memberships: memberships.map(({ organization, member, rights }): TokenPrincipal['memberships'][number] => [
        organization.id,
        member.id,
        organization.slug,
        membershipBits(rights, null),
        null,
      ]),
      projectIds: null,
      environmentIds: null,
    };
  },
});
