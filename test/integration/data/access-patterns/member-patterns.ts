import { newId } from '#shared/contract/new-id.ts';
import { saveFirstKey, saveStartSecret } from '#shared/data/organization/first-key.ts';
import { listMembers, readMember, saveMember } from '#shared/data/organization/members.ts';
import { readFirstKey, readInvitee } from '#shared/data/organization/operator-reads.ts';
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

const firstKeyOf = async ({ slug }: OrganizationRecord) => {
  const found = await readFirstKey(slug);
  if (found === null || found.apiKey === null) throw new Error('There is no first key.');
  return { organization: found.organization, apiKey: found.apiKey };
};

export const memberPatterns: Patterns = {
  'AP-97': async () => {
    const { organization, member } = await withOne();
    return () => readInvitee(organization.slug, member.email);
  },
  'AP-98': async () => {
    const { organization } = await withMembers(0);
    return () => readFirstKey(organization.slug);
  },
  'AP-99': async () => {
    const { organization, apiKey } = await firstKeyOf((await withMembers(0)).organization);
    const after = { ...apiKey, hashes: [apiKey.hashes[0]?.replace('0', '1') ?? ''], version: 2 };
    return () => saveFirstKey(organization, apiKey, after, sampleMutation(organization.id));
  },
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
  'AP-145': async () => {
    const { organization, apiKey } = await firstKeyOf((await withMembers(0)).organization);
    const startSecret = (digit: string) => ({ hash: digit.repeat(64), until: now });
    await saveStartSecret(apiKey, startSecret('1'), sampleMutation(organization.id));
    const { apiKey: before } = await firstKeyOf(organization);
    return () => saveStartSecret(before, startSecret('2'), sampleMutation(organization.id));
  },
};
