import { fetchIssuerKeys } from '#shared/auth/fetch-issuer-keys.ts';
import { idToken, verifyToken } from '#shared/auth/issued-token.ts';
import { IssuerKeys } from '#shared/auth/issuer-keys.ts';
import { signedInPerson } from '#shared/auth/signed-in-person.ts';
import { loadSignIn } from '#shared/config/sign-in.ts';
import { acceptInvitation as row } from '#shared/contract/endpoints/organization.ts';
import { Problem } from '#shared/contract/problem.ts';
import { presentMember } from '#shared/domain/access/members.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { issuerUnavailable } from '#shared/http/principal-of.ts';
import { ok } from '#shared/http/reply.ts';
import { acceptInvitation } from '#shared/workflows/access/accept-invitation.ts';

const signIn = loadSignIn();
const keys = signIn === null ? null : new IssuerKeys(() => fetchIssuerKeys(signIn));

const nothing = (detail: string): Problem => new Problem('not_found', detail);
const invalid = (): Problem =>
  new Problem('unauthenticated', 'idToken: is not an ID token of the issuer for this service, or it has ended.');

/** Joins the organisation that the e-mail address in the ID token is invited to. The token proves who calls. */
export const handler = endpoint(
  row,
  async ({ body, now, requestId, sourceIp }) => {
    if (signIn === null || keys === null) throw nothing('Nobody signs in here: this service takes API keys alone.');
    const token = await verifyToken(body.idToken, idToken, signIn, keys, now);
    if (token === 'unavailable') throw issuerUnavailable();
    if (token === null) throw invalid();
    const person = { issuer: token.issuer, subject: token.subject, ...signedInPerson(token.payload) };
    const found = await acceptInvitation(person, body.organization ?? null, { requestId, sourceIp, now });
    switch (found.kind) {
      case 'member':
        return ok(presentMember(found.member, found.roleName), found.member.version);
      case 'several':
        throw new Problem(
          'conflict',
          `organization: several invitations wait for you. Name one: ${found.slugs.join(', ')}.`,
          { organizations: found.slugs },
        );
      case 'full':
        throw new Problem(
          'conflict',
          'You are a member of 20 organisations, which is the most. Leave one of them first.',
        );
      case 'none':
        throw nothing(
          person.email === null
            ? 'There is no invitation for you: the issuer has verified no e-mail address of yours. Verify it there, and sign in again.'
            : `There is no invitation for ${person.email}, or it has ended. Ask for one to this address.`,
        );
    }
  },
  { config: ['TABLE_NAME', 'SIGN_IN'] },
);
