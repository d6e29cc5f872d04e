import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { Me } from '#shared/contract/me.ts';
import { AcceptInvitationBody, Member } from '#shared/contract/member.ts';

export const getMe = defineEndpoint({
  operationId: 'getMe',
  method: 'GET',
  path: '/api/me',
  group: 'organization',
  access: 'caller',
  summary: 'Returns the caller, with organisation and permissions.',
  responses: { 200: { description: 'The principal.', schema: Me } },
  problems: [],
});

export const acceptInvitation = defineEndpoint({
  operationId: 'acceptInvitation',
  method: 'POST',
  path: '/api/invitations/accept',
  group: 'organization',
  access: 'public',
  summary: 'Joins the organisation that the e-mail address in an ID token is invited to.',
  description:
    'Clients call it after each sign-in, before they first use the access token, and go on after a 404. It needs no bearer token: the ID token proves who calls. Where several invitations wait, `organization` names one by its slug.',
  body: AcceptInvitationBody,
  responses: { 200: { description: 'The member, also where the invitation was accepted before.', schema: Member } },
  problems: ['unauthenticated', 'not_found', 'conflict', 'service_unavailable'],
});
