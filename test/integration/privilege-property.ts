import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rows } from '#shared/contract/endpoints.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { permissionsOfBits } from '#shared/contract/permission-bits.ts';
import { closureOf } from '#shared/domain/access/closure.ts';
import type { GrantLevel } from '#shared/domain/records/project-access.ts';
import { Issuer } from '#test/fixtures/issuer.ts';
import { type Person, PrivilegeWorld } from './privilege-world.ts';
import { TestService } from './test-service.ts';

/** Numbers from which a call picks who does what to whom. */
type Picks = { readonly who: number; readonly what: number; readonly bits: number };

/** Which of the calls by people have succeeded: where none has, the programs show nothing. */
const succeeded = new Set<string>();

/** One way in which rights may move. Whoever adds a route that gives rights adds a line to `calls`. */
type Call = (world: PrivilegeWorld, picks: Picks) => Promise<void>;

const levels: readonly (GrantLevel | null)[] = ['view', 'deploy', 'manage', null];
const pickOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];
const systemRoleIds = ['owner', 'admin', 'developer', 'viewer'] as const;
const keyOf = (person: Person, pick: number) => pickOf([...person.made.entries()], pick);

/** The rights that a change was decided from are those of the table, whatever the context said. */
const expectHeld = async (world: PrivilegeWorld, person: Person, needed: readonly Permission[]): Promise<void> => {
  const held = (await world.rightsOf(person))?.permissions ?? [];
  expect(closureOf(needed).filter((one) => !held.includes(one))).toEqual([]);
};

/** Who gives or touches something holds all of it. @param held what they held before */
const expectWithin = (needed: readonly Permission[], held: readonly Permission[]): void =>
  expect(closureOf(needed).filter((one) => !held.includes(one))).toEqual([]);

const heldBy = async (world: PrivilegeWorld, person: Person): Promise<readonly Permission[]> =>
  (await world.rightsOf(person))?.permissions ?? [];

export const calls: Readonly<Record<string, Call>> = {
  // The Owner gives and takes.
  editRole: async (world, { what, bits }) => world.giveRole(pickOf(world.roleIds, what) ?? '', bits),
  changeRole: async (world, { who, what }) =>
    world.giveMember(world.person(who), {
      roleId: pickOf(['admin', 'developer', 'viewer', ...world.roleIds], what) ?? '',
    }),
  remove: async (world, { who }) => world.giveMember(world.person(who), { status: 'removed' }),
  bringBack: async (world, { who }) => world.giveMember(world.person(who), { status: 'active' }),
  access: async (world, { who, what, bits }) => {
    const project = pickOf(await world.projects(), what);
    const person = world.person(who);
    const [own, ofKey] = [pickOf(levels, bits), pickOf(levels, bits >> 2)];
    const [keyId] = keyOf(person, bits) ?? [];
    const grants = {
      ...(own == null ? {} : { [person.id]: own }),
      ...(ofKey == null || keyId === undefined ? {} : { [keyId]: ofKey }),
    };
    if (project !== undefined) {
      await world.giveAccess(project, { mode: bits % 5 === 0 ? 'organization' : 'restricted', grants });
    }
  },

  // The authorizer is asked again; between two of these the context of a person is stale.
  refresh: async (world, { who }) => world.refresh(world.person(who)),

  // People try.
  makeKey: async (world, { who, what, bits }) => {
    const person = world.person(who);
    const permissions = permissionsOfBits(bits);
    const project = pickOf(await world.projects(), what);
    const limits = what % 3 === 0 ? { projectIds: [project?.id] } : {};
    const answer = await world.ask(person, rows.createApiKey, {}, { name: 'Mine', permissions, ...limits });
    if (answer.status !== 201) return;
    succeeded.add('makeKey');
    await expectHeld(world, person, ['manage:api-keys', ...permissions]);
    person.made.set(String(answer.json.id), String(answer.json.key));
  },
  rotateKey: async (world, { who, what, bits }) => {
    const [person, creator] = [world.person(who), world.person(what)];
    const [apiKeyId] = keyOf(creator, bits) ?? [];
    if (apiKeyId === undefined) return;
    const answer = await world.ask(person, rows.rotateApiKey, { apiKeyId }, { revokeNow: bits % 2 === 0 });
    if (answer.status !== 201) return;
    succeeded.add('rotateKey');
    expect(person).toBe(creator);
    await expectHeld(world, person, ['manage:api-keys', ...(answer.json.permissions as Permission[])]);
    person.made.set(apiKeyId, String(answer.json.key));
  },
  revokeKey: async (world, { who, what, bits }) => {
    const person = world.person(who);
    const [apiKeyId] = keyOf(world.person(what), bits) ?? [];
    if (apiKeyId === undefined) return;
    const answer = await world.ask(person, rows.revokeApiKey, { apiKeyId });
    if (answer.status === 204) await expectHeld(world, person, ['manage:api-keys']);
  },
  makeRole: async (world, { who, bits }) => {
    const person = world.person(who);
    const [held, permissions] = [await heldBy(world, person), permissionsOfBits(bits)];
    const answer = await world.ask(person, rows.createRole, {}, { name: world.freshName(), permissions });
    if (answer.status !== 201) return;
    succeeded.add('makeRole');
    expectWithin(['manage:roles', ...permissions], held);
    world.roleIds.push(String(answer.json.id));
  },
  changeRolePermissions: async (world, { who, what, bits }) => {
    const [person, roleId = ''] = [world.person(who), pickOf(world.roleIds, what)];
    const [held, before] = [await heldBy(world, person), await world.permissionsOfRole(roleId)];
    const permissions = permissionsOfBits(bits);
    const answer = await world.ask(person, rows.updateRole, { roleId }, { permissions });
    if (answer.status !== 200) return;
    succeeded.add('changeRolePermissions');
    expectWithin(['manage:roles', ...before, ...permissions], held);
  },
  invite: async (world, { who, what }) => {
    const [person, roleId = ''] = [world.person(who), pickOf([...systemRoleIds, ...world.roleIds], what)];
    const [held, given] = [await heldBy(world, person), await world.permissionsOfRole(roleId)];
    const email = `${world.freshName().replace('No. ', 'person')}@acme.example`;
    const answer = await world.ask(person, rows.inviteMember, {}, { email, roleId });
    if (answer.status !== 201) return;
    succeeded.add('invite');
    expectWithin(['manage:members', ...given], held);
    world.invited.push(email);
  },
  accept: async (world) => {
    const email = world.invited.pop();
    if (email === undefined) return;
    await world.accept(email);
    succeeded.add('accept');
  },
  changeRoleOf: async (world, { who, what, bits }) => {
    const [person, target] = [world.person(who), world.person(what)];
    const roleId = pickOf([...systemRoleIds, ...world.roleIds], bits) ?? '';
    const [held, before] = [await heldBy(world, person), await world.permissionsOfRole(await world.roleOf(target))];
    const given = await world.permissionsOfRole(roleId);
    const answer = await world.ask(person, rows.updateMemberRole, { memberId: target.id }, { roleId });
    if (answer.status !== 200) return;
    succeeded.add('changeRoleOf');
    expectWithin(['manage:members', ...before, ...given], held);
  },
  grant: async (world, { who, what, bits }) => {
    const [person, project] = [world.person(who), pickOf(await world.projects(), what)];
    if (project === undefined) return;
    const held = await world.permissionsOn(person, project);
    const [keyId] = keyOf(world.person(what), bits) ?? [];
    const principalId = bits % 2 === 0 && keyId !== undefined ? keyId : world.person(what).id;
    const level = pickOf(['view', 'deploy', 'manage'] as const, bits >> 1) ?? 'view';
    const params = { projectId: project.id, principalId };
    const answer = await world.ask(person, rows.updateGrant, params, { level });
    if (answer.status >= 300) return;
    succeeded.add('grant');
    expectWithin(['manage:projects', `${level}:projects`], held);
  },
  keyMakesKey: async (world, { who, bits }) => {
    const [, token] = keyOf(world.person(who), bits) ?? [];
    if (token === undefined) return;
    const body = { name: 'Child', permissions: ['view:projects'] };
    expect((await world.askWithKey(token, rows.createApiKey, {}, body))?.status).not.toBe(201);
  },
  clone: async (world, { who, what, bits }) => {
    const project = pickOf(await world.projects(), what);
    const [, token] = keyOf(world.person(who), bits) ?? [];
    const params = { projectId: project?.id ?? '' };
    if (bits % 2 === 0 && token !== undefined) await world.askWithKey(token, rows.cloneProject, params, {});
    else await world.ask(world.person(who), rows.cloneProject, params, {});
  },
};

const names = Object.keys(calls);
const step = fc.record({
  name: fc.constantFrom(...names, 'makeKey', 'makeKey', 'makeKey', 'refresh'),
  who: fc.nat({ max: 11 }),
  what: fc.nat({ max: 11 }),
  // Half of the time rights that a person of this world is likely to hold.
  bits: fc.oneof(fc.nat({ max: (1 << 13) - 1 }), fc.constantFrom(1, 2, 4, 1 << 8, 1 << 9, (1 << 9) | 1, (1 << 9) | 4)),
});

/** What people have to get done in a run that is long enough. */
const gettingDone = [
  'makeKey',
  'rotateKey',
  'makeRole',
  'changeRolePermissions',
  'invite',
  'accept',
  'changeRoleOf',
  'grant',
] as const;

/** @param numRuns programs @param maxLength calls in each @param done whether they are so many that every call succeeds */
export const describePrivilege = (numRuns: number, maxLength: number, done = false): void => {
  let service: TestService;
  let issuer: Issuer;
  beforeAll(async () => {
    issuer = await Issuer.start();
    service = await TestService.start({ pollMs: 1000, signIn: issuer.signIn });
  });
  afterAll(async () => {
    await service.stop();
    await issuer.stop();
  });

  it('no program of calls gives anybody, or a key of theirs, a right that nobody above gave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength }), async (program) => {
        const world = await PrivilegeWorld.build(service, issuer);
        // An Admin has a key in any case: a program in which nobody has one shows nothing.
        await calls.makeKey?.(world, { who: 0, what: 1, bits: (1 << 12) | 7 });
        expect(world.person(0).made.size).toBe(1);
        for (const [index, { name, ...picks }] of program.entries()) {
          await calls[name]?.(world, picks);
          // Each call has been judged by itself. To look at everybody costs more than five calls.
          if (index % 5 === 4) expect(await world.excesses()).toEqual([]);
        }
        expect(await world.excesses()).toEqual([]);
      }),
      { numRuns },
    );
    expect(done ? gettingDone.filter((name) => !succeeded.has(name)) : []).toEqual([]);
  });
};
