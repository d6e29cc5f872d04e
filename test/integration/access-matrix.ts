import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { rows } from '#shared/contract/endpoints.ts';
import { type Permission, permissions } from '#shared/contract/permission.ts';
import { membershipBits, type TokenPrincipal } from '#shared/domain/access/token-principal.ts';
import { callAs } from './call-as.ts';
import { joined } from './members-bench.ts';
import { organizationOf, otherOrganization, restrict, restrictedKey, writtenMember } from './principals.ts';
import { TableContents } from './table-contents.ts';
import { expectStatus, TestService } from './test-service.ts';

/** What a member, a role or a key holds, with all that it includes: written down here, not taken from the code. */
type Held = { readonly permissions: readonly Permission[]; readonly isOwner: boolean; readonly unrestricted: boolean };
const holding = (...held: readonly Permission[]): Held => ({ permissions: held, isOwner: false, unrestricted: false });

const ofViewer = ['view:projects'] as const;
const ofDeveloper = ['view:projects', 'deploy:projects', 'manage:projects'] as const;
/** A steward keeps members, roles and keys. */
const ofSteward = [
  'view:projects',
  'deploy:projects',
  'view:members',
  'manage:members',
  'view:roles',
  'manage:roles',
  'view:api-keys',
  'manage:api-keys',
] as const;
const beyondSteward = [...ofSteward, 'view:settings'] as const;

/** What is given or touched, by its relation to a steward. */
const things = {
  lesser: holding(...ofViewer),
  equal: holding(...ofSteward),
  higher: holding(...beyondSteward),
  admin: { permissions, isOwner: false, unrestricted: true },
  owner: { permissions, isOwner: true, unrestricted: true },
} as const satisfies Record<string, Held>;
type Thing = keyof typeof things;
const thingNames = Object.keys(things) as Thing[];

type Caller = {
  readonly kind: 'user' | 'apiKey';
  /** What the authorizer has said, up to a minute ago. */
  readonly said: Held;
  /** What the table says; null for one who is gone. */
  readonly now: Held | null;
  readonly isLimited?: true;
};
const user = (said: Held, now: Held | null = said): Caller => ({ kind: 'user', said, now });
const key = (said: Held, now: Held | null = said): Caller => ({ kind: 'apiKey', said, now });

/** Who asks. Each of those whose rights were taken still has the context of the minute before. */
export const callers = {
  owner: user(things.owner),
  admin: user(things.admin),
  developer: user(holding(...ofDeveloper)),
  viewer: user(things.lesser),
  steward: user(things.equal),
  'a removed steward': user(things.equal, null),
  'a steward who became a viewer': user(things.equal, things.lesser),
  'a steward whose role lost its permissions': user(things.equal, things.lesser),
  'an Owner who became a steward': user(things.owner, things.equal),
  'a developer who became a viewer': user(holding(...ofDeveloper), things.lesser),
  'the first key': key(things.owner),
  'a key of an Admin': key(things.equal),
  'a key for one project': { ...key(holding(...ofDeveloper)), isLimited: true },
  'a key whose creator is removed': key(things.equal, null),
  'a key whose creator became a viewer': key(things.equal, things.lesser),
  'a key that has expired': key(things.equal, null),
  'a key that was revoked': key(things.equal, null),
} as const satisfies Record<string, Caller>;
export type CallerName = keyof typeof callers;
export const callerNames = Object.keys(callers) as CallerName[];

/** Ids of this world, by what they are called in the cells. */
type Ids = Readonly<Record<string, string>>;

type Cell = {
  readonly row: Endpoint;
  readonly need: Permission;
  readonly what: string;
  readonly params?: (ids: Ids) => Record<string, string>;
  readonly body?: (ids: Ids) => unknown;
  /** What it touches or gives. */
  readonly touched: readonly (Thing | 'self')[];
  /** Its answer whoever asks, if they have the permission of the row. */
  readonly settled?: 400 | 404 | 409;
  /** Whether that is so before anything is read. */
  readonly unread?: true;
  /** Who alone may, besides those who hold what it touches. */
  readonly only?: 'members and the first key' | 'its creator and Owners';
  readonly isOwn?: true;
  /** On a project, whether those who need a grant see it. */
  readonly project?: 'open' | 'hidden';
  /** The answer to who may: chosen so that it changes as little as it can. */
  readonly allowed: number;
};

const members = { need: 'manage:members', allowed: 412 } as const;
const roles = { need: 'manage:roles', allowed: 412 } as const;
const keys = { need: 'manage:api-keys' } as const;
const param = (name: string, id: string) => (ids: Ids) => ({ [name]: ids[id] ?? id });

const missing = { member: 'mem_01ARZ3NDEKTSV4RRFFQ69G5FAV', role: 'rol_01ARZ3NDEKTSV4RRFFQ69G5FAV' } as const;

const memberCells = (): Cell[] => [
  ...thingNames.map(
    (given): Cell => ({
      row: rows.inviteMember,
      ...members,
      what: `as ${given}`,
      // A member already: whoever may invite them is told so.
      body: (ids) => ({ email: ids.email, roleId: ids[`role ${given}`] }),
      touched: [given],
      allowed: 409,
    }),
  ),
  {
    row: rows.inviteMember,
    ...members,
    what: 'as nothing',
    body: (ids) => ({ email: ids.email, roleId: 'x' }),
    touched: [],
    settled: 400,
    unread: true,
  },
  {
    row: rows.inviteMember,
    ...members,
    what: 'as what is gone',
    body: (ids) => ({ email: ids.email, roleId: missing.role }),
    touched: [],
    settled: 400,
  },
  ...[...thingNames, 'self' as const].flatMap((target) =>
    thingNames.map(
      (given): Cell => ({
        row: rows.updateMemberRole,
        ...members,
        what: `${target} to ${given}`,
        params: param('memberId', `member ${target}`),
        body: (ids) => ({ roleId: ids[`role ${given}`] }),
        touched: [target, given],
      }),
    ),
  ),
  ...thingNames.map(
    (target): Cell => ({
      row: rows.deleteMember,
      ...members,
      what: target,
      params: param('memberId', `member ${target}`),
      touched: [target],
    }),
  ),
  {
    row: rows.deleteMember,
    ...members,
    what: 'missing',
    params: param('memberId', missing.member),
    touched: [],
    settled: 404,
  },
  {
    row: rows.deleteMember,
    ...members,
    what: 'foreign',
    params: param('memberId', 'foreign member'),
    touched: [],
    settled: 404,
  },
];

const roleCells = (): Cell[] => [
  ...(['lesser', 'equal', 'higher', 'admin'] as const).map(
    (given): Cell => ({
      row: rows.createRole,
      ...roles,
      what: given,
      // The name is taken: whoever may is told so.
      body: () => ({ name: 'Owner', permissions: things[given].permissions }),
      touched: [given],
      allowed: 409,
    }),
  ),
  ...(['lesser', 'equal', 'higher'] as const).flatMap((target) => [
    ...(['lesser', 'equal', 'higher'] as const).map(
      (given): Cell => ({
        row: rows.updateRole,
        ...roles,
        what: `${target} to ${given}`,
        params: param('roleId', `own role ${target}`),
        body: () => ({ permissions: things[given].permissions }),
        touched: [target, given],
      }),
    ),
    {
      row: rows.updateRole,
      ...roles,
      what: `the name of ${target}`,
      params: param('roleId', `own role ${target}`),
      body: () => ({ name: 'Renamed' }),
      touched: [target],
    } satisfies Cell,
    {
      row: rows.deleteRole,
      ...roles,
      what: target,
      params: param('roleId', `own role ${target}`),
      touched: [target],
    } satisfies Cell,
  ]),
  {
    row: rows.updateRole,
    ...roles,
    what: 'Owner',
    params: param('roleId', 'owner'),
    body: () => ({ permissions: [] }),
    touched: [],
    settled: 409,
    unread: true,
  },
  {
    row: rows.deleteRole,
    ...roles,
    what: 'Owner',
    params: param('roleId', 'owner'),
    touched: [],
    settled: 409,
    unread: true,
  },
  {
    row: rows.updateRole,
    ...roles,
    what: 'missing',
    params: param('roleId', missing.role),
    body: () => ({}),
    touched: [],
    settled: 404,
  },
  {
    row: rows.deleteRole,
    ...roles,
    what: 'foreign',
    params: param('roleId', 'foreign role'),
    touched: [],
    settled: 404,
  },
];

const keyCells = (): Cell[] => [
  ...(['lesser', 'equal', 'higher', 'admin'] as const).map(
    (given): Cell => ({
      row: rows.createApiKey,
      ...keys,
      what: given,
      body: () => ({ name: 'CI', permissions: things[given].permissions }),
      touched: [given],
      only: 'members and the first key',
      allowed: 201,
    }),
  ),
  ...(['lesser', 'equal', 'higher', 'owner'] as const).flatMap((target): Cell[] => [
    {
      row: rows.rotateApiKey,
      ...keys,
      what: target,
      params: param('apiKeyId', `key ${target}`),
      body: () => ({}),
      touched: [target],
      only: 'its creator and Owners',
      allowed: 201,
    },
    {
      row: rows.revokeApiKey,
      ...keys,
      what: target,
      params: param('apiKeyId', `key ${target}`),
      touched: [target],
      allowed: 412,
    },
  ]),
  {
    row: rows.rotateApiKey,
    ...keys,
    what: 'their own',
    params: param('apiKeyId', 'own key'),
    body: () => ({}),
    touched: ['lesser'],
    only: 'its creator and Owners',
    isOwn: true,
    allowed: 201,
  },
  ...[rows.rotateApiKey, rows.revokeApiKey].flatMap((row) =>
    ['key_01ARZ3NDEKTSV4RRFFQ69G5FAV', 'foreign key'].map(
      (id): Cell => ({ row, ...keys, what: id, params: param('apiKeyId', id), touched: [], settled: 404, allowed: 0 }),
    ),
  ),
];

const accessCells = (): Cell[] =>
  (['open', 'hidden'] as const).flatMap((project) => {
    const of = (grantee: string) => (ids: Ids) => ({
      projectId: ids[`project ${project}`] ?? '',
      principalId: ids[grantee] ?? grantee,
    });
    const access = { need: 'manage:projects', touched: [], project, allowed: 412 } as const;
    const known = ['member lesser', 'member owner', 'key equal'];
    const unknown = [missing.member, 'removed member', 'foreign member', 'foreign key', 'x'];
    return [
      {
        row: rows.updateAccess,
        ...access,
        what: `of ${project}`,
        params: of(''),
        body: () => ({ mode: 'restricted' }),
      },
      ...known.map(
        (grantee): Cell => ({
          row: rows.updateGrant,
          ...access,
          what: `${grantee} on ${project}`,
          params: of(grantee),
          body: () => ({ level: 'manage' }),
        }),
      ),
      ...unknown.map(
        (grantee): Cell => ({
          row: rows.updateGrant,
          ...access,
          what: `${grantee} on ${project}`,
          params: of(grantee),
          body: () => ({ level: 'manage' }),
          settled: 404,
        }),
      ),
      { row: rows.deleteGrant, ...access, what: `on ${project}`, params: of('member lesser') },
    ];
  });

export const cells: readonly Cell[] = [...memberCells(), ...roleCells(), ...keyCells(), ...accessCells()];

/**
 * The truth: 403 without the permission of the row, 401 for who is gone, 403 for who lost the permission, 404 for what
 * is not there, 403 for what holds more than they do.
 * Source: docs/design/security-model.md, "Giving rights".
 */
export const expected = (caller: Caller, cell: Cell): number => {
  const has = (held: Held, needed: Permission): boolean => held.permissions.includes(needed);
  if (cell.project !== undefined) return expectedOnProject(caller, cell, cell.project);
  if (caller.isLimited || !has(caller.said, cell.need)) return 403;
  if (cell.settled !== undefined && cell.unread) return cell.settled;
  const { now } = caller;
  if (now === null) return 401;
  if (!has(now, cell.need)) return 403;
  if (cell.settled !== undefined) return cell.settled;
  if (cell.only === 'members and the first key' && caller.kind === 'apiKey' && !now.isOwner) return 403;
  const touched = cell.touched.map((one) => (one === 'self' ? now : things[one]));
  if (touched.some(({ isOwner }) => isOwner && !now.isOwner)) return 403;
  if (touched.some((one) => one.permissions.some((needed) => !has(now, needed)))) return 403;
  if (cell.only === 'its creator and Owners' && !now.isOwner && cell.isOwn !== true) return 403;
  return cell.allowed;
};

const expectedOnProject = (caller: Caller, cell: Cell, project: 'open' | 'hidden'): number => {
  if (!caller.said.permissions.includes('view:projects')) return 403;
  if (caller.now === null) return 401;
  // The key for one project is for another one.
  const sees = (held: Held) => caller.isLimited !== true && (project === 'open' || held.unrestricted);
  if (!sees(caller.said) || !sees(caller.now)) return 404;
  const manages = (held: Held) => held.permissions.includes('manage:projects');
  if (!manages(caller.said) || !manages(caller.now)) return 403;
  return cell.settled ?? cell.allowed;
};

type Person = { readonly context: TokenPrincipal; readonly id: string };

class World {
  readonly #service: TestService;
  readonly #people = new Map<CallerName, Person>();
  readonly #own = new Map<CallerName, Ids>();
  readonly #ids: Record<string, string> = {};

  private constructor(service: TestService) {
    this.#service = service;
  }

  static async build(service: TestService, asked: readonly CallerName[]): Promise<World> {
    const world = new World(service);
    await world.#makeThings();
    for (const name of asked) await world.#makeCaller(name);
    return world;
  }

  get #organization() {
    return organizationOf(this.#service);
  }

  async #role(held: Held): Promise<string> {
    const body = { name: this.#service.freshName('Role'), permissions: held.permissions };
    return String(expectStatus(201, await this.#service.api('POST', '/api/roles', { body })).json.id);
  }

  async #member(roleId: string, over: Parameters<typeof writtenMember>[1] = {}): Promise<string> {
    return (await writtenMember(this.#organization, { roleId, ...over })).id;
  }

  async #key(held: Held, creatorId: string | null = null): Promise<string> {
    return (await restrictedKey(this.#organization, held.permissions, null, creatorId)).id;
  }

  async #makeThings(): Promise<void> {
    const ids = this.#ids;
    for (const thing of thingNames) {
      const isSystem = thing === 'admin' || thing === 'owner';
      ids[`role ${thing}`] = isSystem ? thing : await this.#role(things[thing]);
      // Nobody has it, so that it could be deleted.
      if (!isSystem) ids[`own role ${thing}`] = await this.#role(things[thing]);
      ids[`member ${thing}`] = await this.#member(ids[`role ${thing}`] ?? '');
      if (!isSystem) ids[`key ${thing}`] = await this.#key(things[thing]);
    }
    ids['key owner'] = `key_${this.#service.token.split('_')[1]}`;
    ids['removed member'] = await this.#member('viewer', { status: 'removed' });
    ids.email = (await joined(this.#service, 'viewer')).email;
    const other = await otherOrganization(this.#service, 'elsewhere');
    ids['foreign key'] = other.id;
    ids['foreign member'] = (await writtenMember(other.organizationId)).id;
    const body = { name: 'Theirs', permissions: ofViewer };
    const role = await this.#service.api('POST', '/api/roles', { token: other.token, body });
    ids['foreign role'] = String(expectStatus(201, role).json.id);
    for (const project of ['open', 'hidden']) ids[`project ${project}`] = (await this.#service.project()).id;
    await restrict(this.#service, ids['project hidden'] ?? '', {});
  }

  /** Makes who asks as the table has them now, and the context as the authorizer gave it before. */
  async #makeCaller(name: CallerName): Promise<void> {
    const caller: Caller = callers[name];
    const creatorId = caller.kind === 'apiKey' && name !== 'the first key' ? await this.#creator(name) : null;
    const id = caller.kind === 'user' ? await this.#user(name) : await this.#apiKey(name, creatorId);
    const { slug } = this.#service.local.organization;
    const context: TokenPrincipal = {
      kind: caller.kind,
      name,
      until: null,
      memberships: [
        [
          this.#organization,
          id,
          slug,
          membershipBits(caller.said, creatorId === null ? null : things.admin),
          creatorId,
        ],
      ],
      projectIds: caller.isLimited ? ['prj_01ARZ3NDEKTSV4RRFFQ69G5FAV'] : null,
      environmentIds: null,
    };
    this.#people.set(name, { context, id });
    this.#own.set(name, {
      'member self': caller.kind === 'user' ? id : (this.#ids['member equal'] ?? ''),
      'own key': await this.#key(things.lesser, id),
    });
  }

  async #user(name: CallerName): Promise<string> {
    if (name === 'owner' || name === 'admin' || name === 'developer' || name === 'viewer') return this.#member(name);
    if (name === 'a removed steward') return this.#member(this.#ids['role equal'] ?? '', { status: 'removed' });
    if (name === 'a steward who became a viewer' || name === 'a developer who became a viewer')
      return this.#member('viewer');
    if (name === 'a steward whose role lost its permissions') {
      const role = await this.#role(things.equal);
      const id = await this.#member(role);
      const body = { permissions: ofViewer };
      expectStatus(200, await this.#service.api('PUT', `/api/roles/${role}`, { body }));
      return id;
    }
    return this.#member(this.#ids['role equal'] ?? '');
  }

  #creator(name: CallerName): Promise<string> {
    if (name === 'a key whose creator is removed') return this.#member('admin', { status: 'removed' });
    return this.#member(name === 'a key whose creator became a viewer' ? 'viewer' : 'admin');
  }

  async #apiKey(name: CallerName, creatorId: string | null): Promise<string> {
    if (name === 'the first key') return this.#ids['key owner'] ?? '';
    const expiresAt = name === 'a key that has expired' ? '2026-01-01T00:00:00.000Z' : null;
    const { permissions: held } = (callers[name] as Caller).said;
    const { id } = await restrictedKey(this.#organization, held, expiresAt, creatorId);
    if (name === 'a key that was revoked') expectStatus(204, await this.#service.api('DELETE', `/api/api-keys/${id}`));
    return id;
  }

  async ask(name: CallerName, { row, params, body }: Cell): Promise<number> {
    const person = this.#people.get(name);
    if (person === undefined) throw new Error(`${name} was not made.`);
    const ids = { ...this.#ids, ...this.#own.get(name) };
    const answer = await callAs(person.context, row, {
      params: params?.(ids) ?? {},
      ...(body === undefined ? {} : { body: body(ids) }),
      // Whoever may is told that the version is another one.
      headers: { 'if-match': '"999999.x"' },
    });
    return answer.status;
  }
}

/** The promise that each caller is answered as the truth says, and that who is refused has changed nothing. */
export const describeAccessMatrix = (asked: readonly CallerName[]): void => {
  let service: TestService;
  let world: World;
  beforeAll(async () => {
    service = await TestService.start({ pollMs: 1000 });
    world = await World.build(service, asked);
  });
  afterAll(() => service.stop());

  const items = async () => {
    const own = `ORG#${organizationOf(service)}`;
    const found = await new TableContents(service).items(({ pk }) => pk.startsWith(own) && !pk.includes('#AUDIT#'));
    return found.map(({ pk, sk, version }) => `${pk} ${sk} ${version}`);
  };

  const mismatches = async (name: CallerName, some: readonly Cell[]): Promise<string[]> => {
    const found: string[] = [];
    for (const cell of some) {
      const [status, wanted] = [await world.ask(name, cell), expected(callers[name], cell)];
      if (status !== wanted) found.push(`${cell.row.operationId} ${cell.what}: ${status} instead of ${wanted}`);
    }
    return found;
  };

  const isRefused = (name: CallerName) => (cell: Cell) => expected(callers[name], cell) >= 400;

  test(`In ${asked.length * cells.length} cells each caller is refused what they may not, and has changed nothing`, async () => {
    const before = await items();

    for (const name of asked)
      expect([name, ...(await mismatches(name, cells.filter(isRefused(name))))]).toEqual([name]);

    expect(await items()).toEqual(before);
  });

  test.each(asked.filter((name) => !cells.every(isRefused(name))))('%s does what they may', async (name) => {
    expect(
      await mismatches(
        name,
        cells.filter((cell) => !isRefused(name)(cell)),
      ),
    ).toEqual([]);
  });
};
