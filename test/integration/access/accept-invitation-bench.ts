import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import { Issuer } from '#test/fixtures/issuer.ts';
import { AwsCalls } from '../aws-calls.ts';
import { writtenMember } from '../principals.ts';
import { TestService } from '../test-service.ts';

export let issuer: Issuer;
export let service: TestService;
export let calls: AwsCalls;
export let home: string;

export let people = 0;
/** A person whom nobody has seen before. */
export const newPerson = () => {
  people += 1;
  return { sub: `person-${people}`, email: `person-${people}@acme.example` };
};

/** An invitation, as POST /api/members/invite leaves it. */
export const invite = async (
  organization: string,
  email: string,
  over: Partial<MemberRecord> = {},
): Promise<MemberRecord> => {
  const expiresAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const invitation = {
    status: 'invited',
    roleId: 'developer',
    name: null,
    subjectKey: null,
    email,
    expiresAt,
  } as const;
  const member = await writtenMember(organization, { ...invitation, ...over });
  const { client, name } = table();
  const { organizationId, id: memberId } = member;
  await client.send(
    new PutCommand({
      TableName: name,
      Item: { ...keys.invitedEmail(email, organizationId), organizationId, memberId },
    }),
  );
  return member;
};

export const accept = (idToken: string, organization?: string) =>
  service.anonymous('POST', '/api/invitations/accept', {
    body: { idToken, ...(organization === undefined ? {} : { organization }) },
  });
export const acceptAs = async (claims: Readonly<Record<string, unknown>>, organization?: string) =>
  accept(await issuer.idToken(claims), organization);
export const me = async (sub: string, headers: Record<string, string> = {}) =>
  service.api('GET', '/api/me', { token: await issuer.accessToken({ sub, jti: String(Math.random()) }), headers });
export const pointersOf = async (sub: string) => {
  const { client, name } = table();
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
      ExpressionAttributeValues: { ':pk': keys.subject(issuer.url, sub), ':from': keys.membershipsFrom },
    }),
  );
  return Items;
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    issuer = await Issuer.start();
    service = await TestService.startWithoutStream({ signIn: issuer.signIn });
    calls = new AwsCalls();
    home = service.local.organization.id;
  });
  afterAll(async () => {
    await service.stop();
    await issuer.stop();
  });
};
