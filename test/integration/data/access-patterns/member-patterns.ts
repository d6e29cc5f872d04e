import { newId } from '#shared/contract/new-id.ts';
import { listMembers, readMember, saveMember } from '#shared/data/organization/members.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { removedMember, withMember } from '#shared/domain/access/members.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { apiKeyRecord, memberRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { newOrganization, now, sampleMutation } from '../sample-records.ts';
import type { Patterns } from './pattern.ts';

const operator = { id: 'key_1', name: 'First key' };

const sampleMember = ({ id: organizationId }: OrganizationRecord): MemberRecord => {
  const id = newId('member', now);
  return memberRecord({ organizationId, id, email: `${id.toLowerCase()}@acme.example` });
};

const save = (organization: OrganizationRecord, before: MemberRecord | null, after: MemberRecord) =>
  saveMember(organization, { before, after }, sampleMutation(organization.id), {
    action: 'member.updated',
    status: 200,
  });

/** An organisation with so many members, as it is stored then. */
const withMembers = async (count: number) => {
  const id = newOrganization();
  const slug = id.slice(4).toLowerCase();
  let organization = organizationRecord({ id, slug });
  await insertOrganization(organization, apiKeyRecord({ organizationId: id, hashes: [`${slug}`.padEnd(64, '0')] }));
  const members: MemberRecord[] = [];
  for (let number = 0; number < count; number += 1) {
    const member = sampleMember(organization);
    await save(organization, null, member);
    organization = { ...withMember(organization, null, member), version: organization.version + 1 };
    members.push(member);
  }
  return { organization, members };
};

const withOne = async () => {
  const { organization, members } = await withMembers(1);
  const [member] = members;
  if (member === undefined) throw new Error('There is no member.');
  return { organization, member };
};

export const memberPatterns: Patterns = {
  'AP-115': async () => {
    const { organization } = await withMembers(5);
    return () => listMembers(organization.id, 25, null);
  },
  'AP-116': async () => {
    const { organization, member } = await withOne();
    return () => readMember(organization.id, member.id);
  },
  'AP-117': async () => {
    const { organization } = await withMembers(0);
    return () => save(organization, null, sampleMember(organization));
  },
  'AP-118': async () => {
    const { organization, member } = await withOne();
    return () => save(organization, member, { ...member, roleId: 'viewer', version: 2 });
  },
  'AP-119': async () => {
    const { organization, member } = await withOne();
    return () => save(organization, member, removedMember(member, operator, now));
  },
};
