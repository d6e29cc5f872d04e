import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  readInvitations,
  readJoined,
  readRoleName,
  saveAcceptance,
} from '#shared/data/organization/accept-invitation.ts';
import { findMemberships, touchMembers } from '#shared/data/organization/memberships.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { apiKeyRecord, memberRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { newOrganization, now } from '../sample-records.ts';
import type { Patterns } from './pattern.ts';

const issuer = 'https://issuer.example';
const random = (): string => randomBytes(8).toString('hex');

const inserted = async () => {
  const organization = organizationRecord({ id: newOrganization(), slug: random() });
  await insertOrganization(organization, apiKeyRecord({ organizationId: organization.id, hashes: [random()] }));
  return organization;
};

const put = async (...items: readonly (Key & Readonly<Record<string, unknown>>)[]): Promise<void> => {
  const { client, name } = table();
  for (const Item of items) await client.send(new PutCommand({ TableName: name, Item }));
};

const joined = async () => {
  const organization = await inserted();
  const subject = random();
  const subjectKey = keys.subject(issuer, subject);
  const member = memberRecord({ organizationId: organization.id, subjectKey });
  const pointer = { organizationId: organization.id, memberId: member.id };
  await put(
    { ...member, ...keys.member(organization.id, member.id) },
    { ...keys.membership(subjectKey, organization.id), ...pointer },
  );
  return { organization, member, subject, subjectKey };
};

const invited = async () => {
  const organization = await inserted();
  const email = `${random()}@acme.example`;
  const over = { status: 'invited', subjectKey: null, name: null, expiresAt: '2099-01-01T00:00:00.000Z' } as const;
  const member = memberRecord({ organizationId: organization.id, email, ...over });
  const pointer = { organizationId: organization.id, memberId: member.id };
  await put(
    { ...member, ...keys.member(organization.id, member.id) },
    { ...keys.invitedEmail(email, organization.id), ...pointer },
  );
  const who = { subjectKey: keys.subject(issuer, email), email, name: 'Mona Lisa' };
  return { invitation: { organization, member, slug: organization.slug }, who };
};

export const signInPatterns: Patterns = {
  'AP-100': async () => {
    const { subject } = await joined();
    return () => findMemberships(issuer, subject);
  },
  'AP-101': async () => {
    const { member } = await joined();
    return () => touchMembers([member, { ...member, lastSeenAt: now }], now);
  },
  'AP-102': async () => {
    const { who } = await invited();
    return () => readInvitations(who.email, who.subjectKey);
  },
  'AP-103': async () => {
    const { invitation, who } = await invited();
    const source = { requestId: 'test', sourceIp: null, now };
    return () => saveAcceptance(invitation, who, { organizations: [], version: 0 }, source);
  },
  'AP-104': async () => {
    const { subjectKey } = await joined();
    return () => readJoined(subjectKey, 20);
  },
  'AP-105': async () => {
    const { organization } = await joined();
    return () => readRoleName(organization.id, 'rol_1');
  },
};
