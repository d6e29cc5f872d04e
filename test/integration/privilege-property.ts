import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rows } from '#shared/contract/endpoints.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { permissionsOfBits } from '#shared/contract/permission-bits.ts';
import { closureOf } from '#shared/domain/access/closure.ts';
import type { GrantLevel } from '#shared/domain/records/project-access.ts';
import { type Person, PrivilegeWorld } from './privilege-world.ts';
import { TestService } from './test-service.ts';

/** Numbers from which a call picks who does what to whom. */
type Picks = { readonly who: number; readonly what: number; readonly bits: number };

/** One way in which rights may move. Whoever adds a route that gives rights adds a line to `calls`. */
type Call = (world: PrivilegeWorld, picks: Picks) => Promise<void>;

const levels: readonly (GrantLevel | null)[] = ['view', 'deploy', 'manage', null];
const pickOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];
const keyOf = (person: Person, pick: number) => pickOf([...person.made.entries()], pick);

/** The rights that a change was decided from are those of the table, whatever the context said. */
const expectHeld = async (world: PrivilegeWorld, person: Person, needed: readonly Permission[]): Promise<void> => {
  const held = (await world.rightsOf(person))?.permissions ?? [];
  expect(closureOf(needed).filter((one) => !held.includes(one))).toEqual([]);
};

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
    await expectHeld(world, person, ['manage:api-keys', ...permissions]);
    person.made.set(String(answer.json.id), String(answer.json.key));
  },
  rotateKey: async (world, { who, what, bits }) => {
    const [person, creator] = [world.person(who), world.person(what)];
    const [apiKeyId] = keyOf(creator, bits) ?? [];
    if (apiKeyId === undefined) return;
    const answer = await world.ask(person, rows.rotateApiKey, { apiKeyId }, { revokeNow: bits % 2 === 0 });
    if (answer.status !== 201) return;
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

/** @param numRuns programs @param maxLength calls in each */
export const describePrivilege = (numRuns: number, maxLength: number): void => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start({ pollMs: 1000 });
  });
  afterAll(() => service.stop());

  it('no program of calls gives anybody, or a key of theirs, a right that nobody above gave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength }), async (program) => {
        const world = await PrivilegeWorld.build(service);
        // An Admin has a key in any case: a program in which nobody has one shows nothing.
        await calls.makeKey?.(world, { who: 0, what: 1, bits: (1 << 12) | 7 });
        expect(world.person(0).made.size).toBe(1);
        for (const { name, ...picks } of program) {
          await calls[name]?.(world, picks);
          expect(await world.excesses()).toEqual([]);
        }
      }),
      { numRuns },
    );
  });
};
