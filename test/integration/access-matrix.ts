import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { rows } from '#shared/contract/endpoints.ts';
import { type Permission, permissions } from '#shared/contract/permission.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import { Issuer } from '#test/fixtures/issuer.ts';
import { joined } from './members-bench.ts';
import {
  type Key,
  organizationOf,
  otherOrganization,
  restrict,
  restrictedKey,
  signedInMember,
  writtenMember,
} from './principals.ts';
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
  /** Of a key: to another project, or to an environment of the open one. */
  readonly limits?: 'another project' | 'an environment';
  /** The answer to everything, of who is nobody here. */
  readonly outside?: 401 | 403;
  readonly isForeign?: true;
};
const user = (said: Held, now: Held | null = said): Caller => ({ kind: 'user', said, now });
const key = (said: Held, now: Held | null = said): Caller => ({ kind: 'apiKey', said, now });
const nobody = (kind: Caller['kind'], outside: 401 | 403): Caller => ({ kind, said: holding(), now: null, outside });

/** Who asks. Each of those whose rights were taken is still known to the gateway as they were a minute before, but for the nobodies. */
export const callers = {
  'no header': nobody('user', 401),
  'a bad token': nobody('apiKey', 401),
  'a stranger': nobody('user', 403),
  'a member removed before': nobody('user', 403),
  'a key expired before': nobody('apiKey', 401),
  'a key revoked before': nobody('apiKey', 401),
  'a key whose creator was removed before': nobody('apiKey', 401),
  'an Owner of another organisation': { ...user(things.owner), isForeign: true },
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
  'a key without permissions': key(holding()),
  'a key that runs': key(holding('run:projects')),
  'a key for one project': { ...key(holding(...ofDeveloper)), limits: 'another project' },
  'a key for one environment': { ...key(holding('view:projects', 'deploy:projects')), limits: 'an environment' },
  'a key whose creator is removed': key(things.equal, null),
  'a key whose creator became a viewer': key(things.equal, things.lesser),
  'a key that has expired': key(things.equal, null),
  'a key that was revoked': key(things.equal, null),
} as const satisfies Record<string, Caller>;
export type CallerName = keyof typeof callers;
const callerNames = Object.keys(callers) as CallerName[];

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
  /** Whether that is so before anything is read, and so in every organisation. */
  readonly unread?: true;
  /** Who alone may, besides those who hold what it touches. */
  readonly only?: 'members and the first key' | 'its creator and Owners';
  readonly isOwn?: true;
  /** It is decided by what the authorizer has said alone, until it is asked again. */
  readonly isRead?: true;
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

/** Who may see one may see each, whatever it holds: members, roles and keys of their organisation. */
const readCells = (): Cell[] => {
  const reading = { touched: [], isRead: true, allowed: 200 } as const;
  const asked = [
    ['memberId', rows.getMember, 'view:members', 'member', missing.member],
    ['roleId', rows.getRole, 'view:roles', 'role', missing.role],
    ['apiKeyId', rows.getApiKey, 'view:api-keys', 'key', 'key_01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ] as const;
  return asked.flatMap(([name, row, need, kind, unknown]): Cell[] => {
    const own = { member: 'member self', role: 'own role equal', key: 'own key' }[kind];
    const isEverywhere = (target: string) => (target === 'role owner' ? ({ unread: true } as const) : {});
    const cell = (target: string): Cell => ({
      row,
      need,
      ...reading,
      what: target,
      params: param(name, target),
      ...isEverywhere(target),
    });
    return [
      ...['lesser', 'equal', 'higher', 'owner'].map((thing) => cell(`${kind} ${thing}`)),
      cell(own),
      ...[unknown, `foreign ${kind}`, 'x'].map((target): Cell => ({ ...cell(target), settled: 404 })),
    ];
  });
};

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
      ...[...known, ...unknown].map(
        (principal): Cell => ({
          row: rows.explainAccess,
          ...access,
          isRead: true,
          what: `${principal} on ${project}`,
          params: of(principal),
          ...(unknown.includes(principal) ? { settled: 404 } : { allowed: 200 }),
        }),
      ),
    ];
  });

export const cells: readonly Cell[] = [
  ...memberCells(),
  ...roleCells(),
  ...keyCells(),
  ...readCells(),
  ...accessCells(),
];

/**
 * The truth: 403 without the permission of the row, 401 for who is gone, 403 for who lost the permission, 404 for what
 * is not there, 403 for what holds more than they do.
 * Source: docs/design/security-model.md, "Giving rights".
 */
export const expected = (caller: Caller, cell: Cell): number => {
  const has = (held: Held, needed: Permission): boolean => held.permissions.includes(needed);
  if (caller.outside !== undefined) return caller.outside;
  if (caller.isForeign) return cell.unread ? (cell.settled ?? cell.allowed) : 404;
  if (cell.project !== undefined) return expectedOnProject(caller, cell, cell.project);
  if (caller.limits !== undefined || !has(caller.said, cell.need)) return 403;
  if (cell.isRead) return cell.settled ?? cell.allowed;
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
  const now = cell.isRead ? caller.said : caller.now;
  if (now === null) return 401;
  const isBeyond = caller.limits === 'another project';
  const sees = (held: Held) => !isBeyond && (project === 'open' || held.unrestricted);
  if (!sees(caller.said) || !sees(now)) return 404;
  const manages = (held: Held) => held.permissions.includes('manage:projects');
  if (!manages(caller.said) || !manages(now)) return 403;
  return cell.settled ?? cell.allowed;
};

/** A caller is asked for a cell. */
export type Asked = { readonly name: CallerName; readonly cell: Cell };

/** Every caller with every cell. What names nothing of ours is not asked by who is of another organisation. */
export const everyAsked = (): Asked[] =>
  callerNames.flatMap((name) => {
    const { isForeign }: Caller = callers[name];
    return cells.filter(({ params }) => !isForeign || params !== undefined).map((cell) => ({ name, cell }));
  });

/**
 * Of each cell a caller of each answer that it has, of each caller a cell of each answer that they get, and the steward's
 * cells: every rule of giving refuses them something.
 */
export const exampleAsked = (): Asked[] => {
  const all = everyAsked();
  const used = new Map<CallerName, number>();
  const uses = ({ name }: Asked) => used.get(name) ?? 0;
  const statusOf = ({ name, cell }: Asked) => expected(callers[name], cell);
  const ofCells = cells.flatMap((cell) => {
    const rested = all
      .filter((one) => one.cell === cell && one.name !== 'steward')
      .toSorted((one, other) => uses(one) - uses(other));
    const chosen = [...new Map(rested.toReversed().map((one) => [statusOf(one), one])).values()];
    for (const one of chosen) used.set(one.name, uses(one) + 1);
    return chosen;
  });
  const answerOf = (one: Asked) => `${one.name} ${statusOf(one)}`;
  const got = new Set(ofCells.map(answerOf));
  const ofCallers = new Map(all.filter((one) => !got.has(answerOf(one))).map((one) => [answerOf(one), one]));
  return [...all.filter(({ name }) => name === 'steward'), ...ofCells, ...ofCallers.values()];
};

type Person = { readonly token: string | undefined; readonly id: string };
type Made = Person & { readonly change?: (() => Promise<unknown>) | undefined };

class World {
  readonly service: TestService;
  readonly #issuer: Issuer;
  readonly #contents: TableContents;
  readonly #people = new Map<CallerName, Person>();
  readonly #own = new Map<CallerName, Ids>();
  readonly #ids: Record<string, string> = {};

  private constructor(service: TestService, issuer: Issuer) {
    this.service = service;
    this.#issuer = issuer;
    this.#contents = new TableContents(service);
  }

  static async start(): Promise<World> {
    const issuer = await Issuer.start();
    // No answer of the authorizer ends before the last cell.
    const options = { pollMs: 1000, signIn: issuer.signIn, authorizerCacheMs: 3_600_000 };
    const world = new World(await TestService.start(options), issuer);
    await world.#makeThings();
    for (const name of callerNames) await world.#makeCaller(name);
    return world;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.#issuer.stop();
  }

  get #organization() {
    return organizationOf(this.service);
  }

  async #role(held: Held): Promise<string> {
    const body = { name: this.service.freshName('Role'), permissions: held.permissions };
    return String(expectStatus(201, await this.service.api('POST', '/api/roles', { body })).json.id);
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
    ids['key owner'] = `key_${this.service.token.split('_')[1]}`;
    ids['removed member'] = await this.#member('viewer', { status: 'removed' });
    ids.email = (await joined(this.service, 'viewer')).email;
    const other = await otherOrganization(this.service, 'elsewhere');
    ids['foreign key'] = other.id;
    ids['foreign member'] = (await writtenMember(other.organizationId)).id;
    const body = { name: 'Theirs', permissions: ofViewer };
    const role = await this.service.api('POST', '/api/roles', { token: other.token, body });
    ids['foreign role'] = String(expectStatus(201, role).json.id);
    for (const project of ['open', 'hidden']) ids[`project ${project}`] = (await this.service.project()).id;
    await restrict(this.service, ids['project hidden'] ?? '', {});
  }

  /** Makes who asks as they were, lets the gateway know them so, and then as the table has them now. */
  async #makeCaller(name: CallerName): Promise<void> {
    const caller: Caller = callers[name];
    const make = caller.kind === 'user' ? this.#user(name, caller) : this.#apiKey(name, caller);
    const { change, ...person } = await make;
    if (person.token !== undefined) await this.service.api('GET', '/api/me', { token: person.token });
    await change?.();
    this.#people.set(name, person);
    this.#own.set(name, {
      'member self': caller.kind === 'user' && !caller.isForeign ? person.id : (this.#ids['member equal'] ?? ''),
      'own key': await this.#key(things.lesser, person.id),
    });
  }

  async #roleOf(name: CallerName): Promise<string> {
    if (name === 'owner' || name === 'admin' || name === 'developer' || name === 'viewer') return name;
    if (name === 'an Owner who became a steward' || name === 'an Owner of another organisation') return 'owner';
    if (name === 'a developer who became a viewer') return 'developer';
    return name === 'a steward whose role lost its permissions' ? this.#role(things.equal) : this.#roleId('equal');
  }

  #roleId(thing: Thing): string {
    return this.#ids[`role ${thing}`] ?? '';
  }

  async #user(name: CallerName, { isForeign }: Caller): Promise<Made> {
    if (name === 'no header') return { token: undefined, id: missing.member };
    const token = await this.#issuer.accessToken({ sub: name });
    if (name === 'a stranger') return { token, id: missing.member };
    const roleId = await this.#roleOf(name);
    const organization = isForeign
      ? (await otherOrganization(this.service, 'beyond')).organizationId
      : this.#organization;
    const written = (over: Partial<MemberRecord>) => signedInMember(organization, this.#issuer.url, name, over);
    const { id } = await written({ roleId, ...(name === 'a member removed before' ? { status: 'removed' } : {}) });
    const changes: Partial<Record<CallerName, () => Promise<unknown>>> = {
      'a removed steward': () => written({ id, roleId, status: 'removed' }),
      'a steward who became a viewer': () => written({ id, roleId: 'viewer' }),
      'a developer who became a viewer': () => written({ id, roleId: 'viewer' }),
      'an Owner who became a steward': () => written({ id, roleId: this.#roleId('equal') }),
      'a steward whose role lost its permissions': async () => {
        const body = { permissions: ofViewer };
        expectStatus(200, await this.service.api('PUT', `/api/roles/${roleId}`, { body }));
      },
    };
    return { token, id, change: changes[name] };
  }

  async #apiKey(name: CallerName, { said, limits }: Caller): Promise<Made> {
    if (name === 'a bad token') return { token: 'ocore_bad', id: missing.member };
    if (name === 'the first key') return { token: this.service.token, id: this.#ids['key owner'] ?? '' };
    if (limits !== undefined) return this.#limitedKey(said, limits);
    const creator = await this.#member('admin');
    const held = name.endsWith('before') ? ofSteward : said.permissions;
    const expiresAt = name === 'a key expired before' ? '2026-01-01T00:00:00.000Z' : null;
    const made: Key = await restrictedKey(this.#organization, held, expiresAt, creator);
    const removed = () => this.#member('admin', { id: creator as MemberRecord['id'], status: 'removed' });
    if (name === 'a key whose creator was removed before') await removed();
    if (name === 'a key revoked before') await this.#revoke(made);
    const changes: Partial<Record<CallerName, () => Promise<unknown>>> = {
      'a key whose creator is removed': removed,
      'a key whose creator became a viewer': () => this.#member('viewer', { id: creator as MemberRecord['id'] }),
      'a key that has expired': () => this.#expire(made),
      'a key that was revoked': () => this.#revoke(made),
    };
    return { ...made, change: changes[name] };
  }

  async #revoke({ id }: Key): Promise<void> {
    expectStatus(204, await this.service.api('DELETE', `/api/api-keys/${id}`));
  }

  async #expire({ id }: Key): Promise<void> {
    const item = await this.#contents.item(`ORG#${this.#organization}`, `KEY#${id}`);
    await this.#contents.put([{ ...item, expiresAt: '2026-01-01T00:00:00.000Z' }]);
  }

  async #limitedKey({ permissions: held }: Held, limits: Caller['limits']): Promise<Made> {
    const open = this.#ids['project open'] ?? '';
    const limited =
      limits === 'another project'
        ? { projectIds: [(await this.service.project()).id] }
        : {
            projectIds: [open],
            environmentIds: [await this.service.environment(`/api/projects/${open}`, { name: 'One', type: 'staging' })],
          };
    const body = { name: 'Limited', permissions: held, ...limited };
    const { json } = expectStatus(201, await this.service.api('POST', '/api/api-keys', { body }));
    return { token: String(json.key), id: String(json.id) };
  }

  async ask({ name, cell: { row, params, body } }: Asked): Promise<number> {
    const person = this.#people.get(name);
    if (person === undefined) throw new Error(`${name} was not made.`);
    const ids = { ...this.#ids, ...this.#own.get(name) };
    const named = params?.(ids) ?? {};
    const path = row.path.replace(/\{([^}]+)\}/g, (_, one: string) => named[one] ?? 'x');
    // Whoever may is told that the version is another one.
    const options = { headers: { 'if-match': '"999999.x"' }, ...(body === undefined ? {} : { body: body(ids) }) };
    const answer =
      person.token === undefined
        ? await this.service.anonymous(row.method, path, options)
        : await this.service.api(row.method, path, { ...options, token: person.token });
    return answer.status;
  }
}

/** The promise that each caller is answered as the truth says, and that who is refused has changed nothing. */
export const describeAccessMatrix = (asked: readonly Asked[]): void => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  const items = async () => {
    const own = `ORG#${organizationOf(world.service)}`;
    const found = await new TableContents(world.service).items(
      ({ pk }) => pk.startsWith(own) && !pk.includes('#AUDIT#'),
    );
    return found.map(({ pk, sk, version }) => `${pk} ${sk} ${version}`);
  };

  const mismatches = async (some: readonly Asked[]): Promise<string[]> => {
    const found: string[] = [];
    for (const one of some) {
      const [status, wanted] = [await world.ask(one), expected(callers[one.name], one.cell)];
      const { row, what } = one.cell;
      if (status !== wanted) found.push(`${row.operationId} ${what} by ${one.name}: ${status} instead of ${wanted}`);
    }
    return found;
  };

  const isRefused = ({ name, cell }: Asked) => expected(callers[name], cell) >= 400;

  test(`In ${asked.length} cells of ${callerNames.length} callers each is refused what they may not, and has changed nothing`, async () => {
    const before = await items();

    expect(await mismatches(asked.filter(isRefused))).toEqual([]);

    expect(await items()).toEqual(before);
  });

  test('Each does what they may', async () => {
    const allowed = asked.filter((one) => !isRefused(one));

    expect(await mismatches(allowed)).toEqual([]);
    expect(allowed.length).toBeGreaterThan(0);
  });
};
