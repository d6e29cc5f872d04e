import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { ApiKeyId, MemberId, OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { permissions } from '#shared/contract/permission.ts';
import { permissionBits } from '#shared/contract/permission-bits.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { ifAnotherOwner, organizationWrite } from '#shared/data/items/organization-item.ts';
import { saveMember } from '#shared/data/organization/members.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { readRoles } from '#shared/data/organization/roles.ts';
import { keys } from '#shared/data/table/keys.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { table } from '#shared/data/table/table.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { apiKeyRecord, memberRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { asMember, type Context } from './members-bench.ts';

const roleIds = ['owner', 'owner', 'admin', 'viewer'] as const;
const person = fc.nat(5);
const role = fc.constantFrom(...roleIds);

/** One call. Persons are numbers: as many as there are, counted round. */
const command = fc.oneof(
  fc.record({ kind: fc.constant('invite' as const), actor: person, target: person, role }),
  fc.record({ kind: fc.constant('accept' as const), target: person }),
  fc.record({ kind: fc.constant('change' as const), actor: person, target: person, role }),
  fc.record({ kind: fc.constant('remove' as const), actor: person, target: person }),
  fc.record({ kind: fc.constant('leave' as const), actor: person }),
  fc.record({ kind: fc.constant('revoke the first key' as const) }),
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** Batches of calls; those of one batch are under way at the same time. */
export const programs = fc.array(fc.array(command, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 4 });

type World = {
  readonly id: OrganizationId;
  readonly firstKey: ApiKeyId;
  readonly slug: string;
  /** Everybody who was ever in it, with the rights of an Owner in a context that may be stale. */
  readonly people: MemberRecord[];
};

const audit = () => ({
  principal: { id: 'operator', name: 'Operator', kind: 'operator' as const },
  requestId: 'test',
  sourceIp: null,
  now: new Date().toISOString(),
  idempotency: null,
});

const stored = async (id: OrganizationId): Promise<OrganizationRecord> => {
  const found = await readRoles(id);
  if (found === null) throw new Error('The organisation is gone.');
  return found.organization;
};

const save = async (id: OrganizationId, before: MemberRecord | null, after: MemberRecord): Promise<void> =>
  saveMember(await stored(id), { before, after }, audit(), { action: 'member.joined', status: 200 });

const allMembers = async (id: OrganizationId): Promise<MemberRecord[]> => {
  const { client, name } = table();
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
      ExpressionAttributeValues: { ':pk': keys.organization(id).pk, ':from': keys.membersFrom },
      ConsistentRead: true,
    }),
  );
  return Items.map(memberFromItem);
};

const newWorld = async (): Promise<World> => {
  const now = new Date().toISOString();
  const id = newId('organization', now);
  const firstKey = newId('apiKey', now);
  const slug = id.slice(4).toLowerCase();
  const organization = organizationRecord({ id, slug, owners: new Set([firstKey]) });
  const hash = slug.padEnd(64, '0');
  await insertOrganization(organization, apiKeyRecord({ organizationId: id, id: firstKey, hashes: [hash] }));
  const people: MemberRecord[] = [];
  for (const [number, roleId] of ['owner', 'owner', 'admin'].entries()) {
    const member = memberRecord({
      organizationId: id,
      id: newId('member', now),
      roleId,
      email: `p${number}@acme.example`,
      subjectKey: `SUBJECT#${number}${slug}`,
    });
    await save(id, null, member);
    people.push(member);
  }
  return { id, firstKey, slug, people };
};

const isRevoked = async ({ id, firstKey }: World): Promise<boolean> => !(await stored(id)).owners.has(firstKey);

/** As the route of API keys revokes it. */
const revokeFirstKey = (world: World): Promise<void> =>
  retryOnVersionConflict(async () => {
    const organization = await stored(world.id);
    if (!organization.owners.has(world.firstKey) || organization.owners.size === 1) return;
    const owners = new Set([...organization.owners].filter((one) => one !== world.firstKey));
    await transact([
      organizationWrite(organization, { ...organization, owners }, ifAnotherOwner(world.firstKey)),
      { label: 'key', Delete: { Key: keys.apiKey(world.id, world.firstKey) } },
    ]);
  });

const acceptInvitation = ({ id }: World, target: MemberRecord): Promise<void> =>
  retryOnVersionConflict(async () => {
    const before = (await allMembers(id)).find((one) => one.id === target.id);
    if (before?.status !== 'invited') return;
    const after = { ...before, status: 'active' as const, name: 'Mona', expiresAt: null, version: before.version + 1 };
    await save(id, before, after);
  });

const run = async (world: World, one: Command): Promise<void> => {
  const personOf = (number: number): MemberRecord => {
    const found = world.people[number % world.people.length];
    if (found === undefined) throw new Error('There is nobody.');
    return found;
  };
  const call = async (actor: number, method: string, path: string, body?: unknown): Promise<void> => {
    const context: Context = { member: personOf(actor), bits: permissionBits(permissions), slug: world.slug };
    const answer = await asMember(context, method, path, body === undefined ? {} : { body });
    // A busy organisation may be told to try again; nothing else goes wrong.
    expect([200, 201, 204, 401, 403, 404, 409, 503], answer.text).toContain(answer.status);
    if (answer.status !== 201) return;
    const invited = (await allMembers(world.id)).find((member) => member.id === answer.json.id);
    if (invited !== undefined) world.people.push(invited);
  };
  switch (one.kind) {
    case 'invite':
      return call(one.actor, 'POST', '/api/members/invite', { email: `p${one.target}@acme.example`, roleId: one.role });
    case 'accept':
      return acceptInvitation(world, personOf(one.target));
    case 'change':
      return call(one.actor, 'PUT', `/api/members/${personOf(one.target).id}/role`, { roleId: one.role });
    case 'remove':
      return call(one.actor, 'DELETE', `/api/members/${personOf(one.target).id as MemberId}`);
    case 'leave':
      return call(one.actor, 'POST', '/api/members/leave');
    case 'revoke the first key':
      return revokeFirstKey(world);
  }
};

/** What holds after every batch: an Owner is left, and the organisation knows exactly who they are and counts its roles. */
const check = async (world: World): Promise<void> => {
  const [{ owners, roles }, members] = [await stored(world.id), await allMembers(world.id)];
  const activeOwners = members.filter(({ status, roleId }) => status === 'active' && roleId === 'owner');
  const expected = [...activeOwners.map(({ id }) => id), ...((await isRevoked(world)) ? [] : [world.firstKey])];
  expect([...owners].sort()).toEqual(expected.sort());
  expect(owners.size).toBeGreaterThan(0);
  for (const roleId of new Set(roleIds)) {
    const having = members.filter((member) => member.status !== 'removed' && member.roleId === roleId);
    expect(roles[roleId]?.members ?? 0, roleId).toBe(having.length);
  }
};

/** Runs random programs, and asks after each batch whether an Owner is left. */
export const ownersSurvive = (numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(programs, async (batches) => {
      const world = await newWorld();
      for (const batch of batches) {
        await Promise.all(batch.map((one) => run(world, one)));
        await check(world);
      }
    }),
    { numRuns },
  );
