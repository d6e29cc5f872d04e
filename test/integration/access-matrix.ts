import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { rows } from '#shared/contract/endpoints.ts';
import type { MemberId } from '#shared/contract/id.ts';
import { type Permission, permissions } from '#shared/contract/permission.ts';
import { keys as tableKeys } from '#shared/data/table/keys.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import { Issuer } from '#test/fixtures/issuer.ts';
import { minutesLater } from './clock.ts';
import { joined } from './members-bench.ts';
import {
  type Key,
  organizationOf,
  otherOrganization,
  restrict,
  restrictedKey,
  rewrite,
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
  'an ID token': nobody('user', 401),
  'a key that has ended within the minute': nobody('apiKey', 401),
  'the only Owner of another organisation': { ...key(things.owner), isForeign: true },
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

type ProjectName = 'open' | 'hidden' | 'shared';

type Cell = {
  readonly row: Endpoint;
  readonly need: Permission;
  readonly what: string;
  readonly params?: (ids: Ids) => Record<string, string>;
  readonly body?: (ids: Ids) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What it touches or gives. */
  readonly touched: readonly (Thing | 'self')[];
  /** Its answer whoever asks, if they have the permission of the row. */
  readonly settled?: 400 | 401 | 404 | 409;
  /** Whether that is so before anything is read, and so in every organisation. */
  readonly unread?: true;
  /** Who alone may, besides those who hold what it touches. */
  readonly only?: 'members and the first key' | 'its creator and Owners';
  readonly isOwn?: true;
  /** Of a new key, the project that it is limited to: who makes it sees it, or 400 follows. */
  readonly limitedTo?: ProjectName;
  /** It is decided by what the authorizer has said alone, until it is asked again. */
  readonly isRead?: true;
  /** By what the authorizer has said, and then by what the table says. */
  readonly isDecidedTwice?: true;
  /** It is of their own organisation. */
  readonly isTheirs?: true;
  /** It asks nobody who calls. */
  readonly isPublic?: true;
  /** On a project: open, or restricted and hidden from who needs a grant, or open with a grant to view. */
  readonly project?: ProjectName;
  /** It is asked of these alone: it is the same for all, or they have done it before. */
  readonly askedBy?: readonly CallerName[];
  /** The answer to who may: chosen so that it changes as little as it can. */
  readonly allowed: number;
};

const members = { need: 'manage:members', allowed: 412 } as const;
const roles = { need: 'manage:roles', allowed: 412 } as const;
const keys = { need: 'manage:api-keys' } as const;
const param = (name: string, id: string) => (ids: Ids) => ({ [name]: ids[id] ?? id });

const missing = { member: 'mem_01ARZ3NDEKTSV4RRFFQ69G5FAV', role: 'rol_01ARZ3NDEKTSV4RRFFQ69G5FAV' } as const;

/** Who has done something before that they are asked to repeat. */
const repeating: readonly CallerName[] = [
  'steward',
  'a removed steward',
  'a steward who became a viewer',
  'a steward whose role lost its permissions',
  'a key of an Admin',
  'a key that was revoked',
];

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
    what: 'again as lesser who is invited as higher',
    body: (ids) => ({ email: ids.invited, roleId: ids['role lesser'] }),
    touched: ['higher', 'lesser'],
    allowed: 200,
  },
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
  {
    row: rows.createRole,
    ...roles,
    what: 'again',
    body: (ids) => ({ name: `Role of ${ids.self}`, permissions: ofViewer }),
    headers: { 'idempotency-key': 'again' },
    touched: ['lesser'],
    askedBy: repeating,
    allowed: 201,
  },
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
  ...(['open', 'hidden', 'deleting', 'foreign'] as const).map(
    (project): Cell => ({
      row: rows.createApiKey,
      ...keys,
      what: `for the ${project} project`,
      body: (ids) => ({ name: 'CI', permissions: ofViewer, projectIds: [ids[`project ${project}`]] }),
      touched: ['lesser'],
      only: 'members and the first key',
      ...(project === 'open' || project === 'hidden' ? { limitedTo: project } : { settled: 400 }),
      allowed: 201,
    }),
  ),
  {
    row: rows.createApiKey,
    ...keys,
    what: 'under a key of others',
    body: (ids) => ({ name: `CI of ${ids.self}`, permissions: ofViewer }),
    headers: { 'idempotency-key': 'shared' },
    touched: ['lesser'],
    only: 'members and the first key',
    allowed: 201,
  },
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
  {
    row: rows.revokeApiKey,
    ...keys,
    what: 'the only Owner',
    params: param('apiKeyId', 'key of the only Owner'),
    headers: { 'if-match': '*' },
    touched: [],
    askedBy: ['the only Owner of another organisation'],
    isTheirs: true,
    settled: 409,
    allowed: 0,
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

/** Copies, which give what the origin gives, and what is repeated by who does not see the project any more. */
const copyCells = (): Cell[] => {
  const of = (project: ProjectName) => (ids: Ids) => ({ projectId: ids[`project ${project}`] ?? '' });
  const copied = {
    row: rows.cloneProject,
    need: 'manage:projects',
    touched: [],
    isDecidedTwice: true,
    allowed: 409,
  } as const;
  const again = { need: 'manage:projects', touched: [], project: 'hidden', params: of('hidden'), allowed: 0 } as const;
  return [
    // The name is taken: whoever may is told so.
    { ...copied, what: 'shared', project: 'shared', params: of('shared'), body: () => ({ name: takenName }) },
    { ...copied, what: 'hidden', project: 'hidden', params: of('hidden'), body: () => ({ name: takenName }) },
    ...repeatedOnHidden.map(
      ([row, body]): Cell => ({
        ...again,
        row,
        what: 'again',
        body: () => body,
        headers: { 'idempotency-key': 'again' },
        askedBy: ['developer'],
      }),
    ),
  ];
};

/** What somebody does to a project before they lose it. */
const repeatedOnHidden = [
  [rows.createEnvironment, { name: 'Review', type: 'development' }],
  [rows.connectRepository, { repositoryUrl: 'git@github.com:acme/odoo.git', branch: 'main' }],
] as const;
const takenName = 'Taken by the matrix of giving';

/** Who comes in: the ID token is the caller. */
const joiningCells = (): Cell[] =>
  Object.entries(joining).map(([what, { answer }]) => ({
    row: rows.acceptInvitation,
    need: 'view:members',
    what,
    body: (ids) => ({ idToken: ids[`token ${what}`] }),
    touched: [],
    askedBy: ['no header'],
    isPublic: true,
    settled: answer,
    allowed: 0,
  }));

const ofMonth = (month: number): string => `2099-0${month}-01T00:00:00.000Z`;

/** ID tokens of somebody invited which open nothing: what is other about the token, and about the invitation. */
const joining: Readonly<
  Record<string, { answer: 401 | 404; claims?: Record<string, unknown>; invitation?: Record<string, unknown> }>
> = {
  'by an access token': { answer: 401, claims: { aud: 'https://other.example', client_id: undefined } },
  'by a token of several audiences': { answer: 401, claims: { aud: ['console', 'other'], client_id: undefined } },
  'by an address that is not verified': { answer: 404, claims: { email_verified: false } },
  'after its end': { answer: 404, invitation: { expiresAt: '2026-01-01T00:00:00.000Z' } },
  'after it was taken back': { answer: 404, invitation: { status: 'removed', expiresAt: ofMonth(1) } },
  'of another address': { answer: 404, invitation: { email: 'lisa@acme.example' } },
  'of another subject': {
    answer: 404,
    invitation: { status: 'active', subjectKey: 'SUBJECT#another', expiresAt: null },
  },
};

export const cells: readonly Cell[] = [
  ...memberCells(),
  ...roleCells(),
  ...keyCells(),
  ...readCells(),
  ...accessCells(),
  ...copyCells(),
  ...joiningCells(),
];

/**
 * The truth: 403 without the permission of the row, 401 for who is gone, 403 for who lost the permission, 404 for what
 * is not there, 403 for what holds more than they do.
 * Source: docs/design/security-model.md, "Giving rights".
 */
export const expected = (caller: Caller, cell: Cell): number => {
  const has = (held: Held, needed: Permission): boolean => held.permissions.includes(needed);
  if (cell.isPublic) return cell.settled ?? cell.allowed;
  if (caller.outside !== undefined) return caller.outside;
  if (caller.isForeign) return cell.unread || cell.isTheirs ? (cell.settled ?? cell.allowed) : 404;
  if (cell.project !== undefined) return expectedOnProject(caller, cell, cell.project);
  if (caller.limits !== undefined || !has(caller.said, cell.need)) return 403;
  if (cell.isRead) return cell.settled ?? cell.allowed;
  if (cell.settled !== undefined && cell.unread) return cell.settled;
  const { now } = caller;
  if (now === null) return 401;
  if (!has(now, cell.need)) return 403;
  if (cell.settled !== undefined) return cell.settled;
  if (cell.limitedTo !== undefined && !seesOf(now, cell.limitedTo)) return 400;
  if (cell.only === 'members and the first key' && caller.kind === 'apiKey' && !now.isOwner) return 403;
  const touched = cell.touched.map((one) => (one === 'self' ? now : things[one]));
  if (touched.some(({ isOwner }) => isOwner && !now.isOwner)) return 403;
  if (touched.some((one) => one.permissions.some((needed) => !has(now, needed)))) return 403;
  if (cell.only === 'its creator and Owners' && !now.isOwner && cell.isOwn !== true) return 403;
  return cell.allowed;
};

const seesOf = (held: Held, project: ProjectName): boolean =>
  held.permissions.includes('view:projects') && (project !== 'hidden' || held.unrestricted);

const expectedOnProject = (caller: Caller, cell: Cell, project: ProjectName): number => {
  const { said, limits } = caller;
  const now = cell.isRead ? said : caller.now;
  const isBeyond = limits === 'another project' || (limits === 'an environment' && project !== 'open');
  const sees = (held: Held) => !isBeyond && (project !== 'hidden' || held.unrestricted);
  const refusal = (...as: readonly Held[]) => {
    if (!as.every(sees)) return 404;
    return as.every((held) => held.permissions.includes('manage:projects')) ? null : 403;
  };
  if (!said.permissions.includes('view:projects')) return 403;
  const first = cell.isDecidedTwice ? refusal(said) : null;
  if (first !== null) return first;
  if (now === null) return 401;
  return refusal(said, now) ?? cell.settled ?? cell.allowed;
};

/** A caller is asked for a cell. */
export type Asked = { readonly name: CallerName; readonly cell: Cell };

/** Every caller with every cell. What names nothing of ours is not asked by who is of another organisation. */
export const everyAsked = (): Asked[] =>
  callerNames.flatMap((name) => {
    const { isForeign }: Caller = callers[name];
    return cells
      .filter(({ params, askedBy = callerNames }) => askedBy.includes(name) && (!isForeign || params !== undefined))
      .map((cell) => ({ name, cell }));
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

/** When the key that ends is asked, and when it has ended: the world is made before, on the slowest machine too. */
const minutesUntil = { theEnd: 40, asked: 50 } as const;

type Person = { readonly token: string | undefined; readonly id: string };
type Made = Person & { readonly change?: (() => Promise<unknown>) | undefined };

export class GivingWorld {
  readonly service: TestService;
  readonly #issuer: Issuer;
  readonly #contents: TableContents;
  readonly #people = new Map<CallerName, Person>();
  readonly #own = new Map<CallerName, Ids>();
  readonly #ids: Record<string, string> = {};
  #asked = 0;
  /** The first key of another organisation, which has no other Owner. */
  #alone: Key = { id: '', token: '' };

  private constructor(service: TestService, issuer: Issuer) {
    this.service = service;
    this.#issuer = issuer;
    this.#contents = new TableContents(service);
  }

  static async start(over: Parameters<typeof TestService.start>[0] = {}): Promise<GivingWorld> {
    const issuer = await Issuer.start();
    // No answer of the authorizer ends before the last cell.
    const signIn = { ...issuer.signIn, kind: 'cognito' } as const;
    const options = { pollMs: 1000, signIn, authorizerCacheMs: 7_200_000, ...over };
    const world = new GivingWorld(await TestService.start(options), issuer);
    await world.#makeThings();
    for (const name of callerNames) await world.#makeCaller(name);
    await world.#finishProjects();
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
    this.#alone = await otherOrganization(this.service, 'alone');
    ids['key of the only Owner'] = this.#alone.id;
    ids['foreign member'] = (await writtenMember(other.organizationId)).id;
    const body = { name: 'Theirs', permissions: ofViewer };
    const role = await this.service.api('POST', '/api/roles', { token: other.token, body });
    ids['foreign role'] = String(expectStatus(201, role).json.id);
    for (const project of ['open', 'hidden', 'shared', 'deleting']) {
      ids[`project ${project}`] = (await this.service.project()).id;
    }
    const theirs = await this.service.api('POST', '/api/projects', { token: other.token, body: { name: 'Theirs' } });
    ids['project foreign'] = String(expectStatus(201, theirs).json.id);
    await this.service.project({ name: takenName });
    ids.invited = 'invited@acme.example';
    const invited = { email: ids.invited, roleId: ids['role higher'] };
    expectStatus(201, await this.service.api('POST', '/api/members/invite', { body: invited }));
    for (const [what, one] of Object.entries(joining)) await this.#invite(what, one);
  }

  /** Somebody whose ID token, or whose invitation, is not as it should be, and who has done nothing else wrong. */
  async #invite(what: string, { claims, invitation }: (typeof joining)[string]): Promise<void> {
    const sub = what.replaceAll(' ', '-');
    const email = `${sub}@acme.example`;
    const body = { email, roleId: 'viewer' };
    const { json } = expectStatus(201, await this.service.api('POST', '/api/members/invite', { body }));
    if (invitation !== undefined) await rewrite(tableKeys.member(this.#organization, json.id as MemberId), invitation);
    this.#ids[`token ${what}`] = await this.#issuer.idToken({ sub, email, token_use: 'id', ...claims });
  }

  /** Takes the hidden project from who had it, names somebody on the shared one, and deletes the last. */
  async #finishProjects(): Promise<void> {
    const ids = this.#ids;
    await restrict(this.service, ids['project hidden'] ?? '', {});
    const body = { grants: [{ principalId: ids['member lesser'], level: 'view' }] };
    expectStatus(200, await this.service.api('PUT', `/api/projects/${ids['project shared']}/access`, { body }));
    await this.service.settled();
    await this.service.local.stream.stop();
    expectStatus(204, await this.service.api('DELETE', `/api/projects/${ids['project deleting']}`));
  }

  /** What somebody does while they may, and is asked to repeat. */
  async #doBefore(name: CallerName, { id, token = '' }: Person): Promise<void> {
    const headers = { 'idempotency-key': 'again' };
    if (repeating.includes(name)) {
      const body = { name: `Role of ${id}`, permissions: ofViewer };
      expectStatus(201, await this.service.api('POST', '/api/roles', { token, headers, body }));
    }
    if (name !== 'developer') return;
    for (const [row, body] of repeatedOnHidden) {
      const path = row.path.replace('{projectId}', this.#ids['project hidden'] ?? '');
      expectStatus(201, await this.service.api('POST', path, { token, headers, body }));
    }
  }

  /** Makes who asks as they were, lets the gateway know them so, and then as the table has them now. */
  async #makeCaller(name: CallerName): Promise<void> {
    const caller: Caller = callers[name];
    const make = caller.kind === 'user' ? this.#user(name, caller) : this.#apiKey(name, caller);
    const { change, ...person } = await make;
    if (person.token !== undefined) await this.service.api('GET', '/api/me', { token: person.token });
    await this.#doBefore(name, person);
    await change?.();
    this.#people.set(name, person);
    this.#own.set(name, {
      'member self': caller.kind === 'user' && !caller.isForeign ? person.id : (this.#ids['member equal'] ?? ''),
      'own key': await this.#key(things.lesser, person.id),
      self: person.id,
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
    const use = name === 'an ID token' ? 'id' : 'access';
    const token = await this.#issuer.accessToken({
      sub: name,
      token_use: use,
      exp: Math.floor(Date.now() / 1000) + 7200,
    });
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

  async #apiKey(name: CallerName, { said, limits, outside }: Caller): Promise<Made> {
    if (name === 'a bad token') return { token: 'ocore_bad', id: missing.member };
    if (name === 'the only Owner of another organisation') return this.#alone;
    if (name === 'the first key') return { token: this.service.token, id: this.#ids['key owner'] ?? '' };
    if (limits !== undefined) return this.#limitedKey(said, limits);
    const creator = await this.#member('admin');
    const held = outside !== undefined ? ofSteward : said.permissions;
    const inMinutes = new Date(Date.now() + minutesUntil.theEnd * 60_000).toISOString();
    const ends: Partial<Record<CallerName, string>> = {
      'a key expired before': '2026-01-01T00:00:00.000Z',
      'a key that has ended within the minute': inMinutes,
    };
    const expiresAt = ends[name] ?? null;
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

  /** @param isAfresh whether the gateway asks the authorizer again: to its cache a token in another spelling is another one */
  async ask({ name, cell: { row, params, body, headers } }: Asked, isAfresh = false): Promise<number> {
    const person = this.#people.get(name);
    if (person === undefined) throw new Error(`${name} was not made.`);
    const ids = { ...this.#ids, ...this.#own.get(name) };
    const named = params?.(ids) ?? {};
    const path = row.path.replace(/\{([^}]+)\}/g, (_, one: string) => named[one] ?? 'x');
    // Whoever may is told that the version is another one.
    const options = {
      headers: { 'if-match': '"999999.x"', ...headers },
      ...(body === undefined ? {} : { body: body(ids) }),
    };
    this.#asked += isAfresh ? 1 : 0;
    const token = person.token === undefined ? undefined : `${isAfresh ? ' '.repeat(this.#asked) : ''}${person.token}`;
    const send = () =>
      token === undefined
        ? this.service.anonymous(row.method, path, options)
        : this.service.api(row.method, path, { ...options, token });
    const answer = await (name === 'a key that has ended within the minute'
      ? minutesLater(minutesUntil.asked, send)
      : send());
    return answer.status;
  }

  /** The cells whose status is not what the truth says. */
  async mismatches(some: readonly Asked[], isAfresh = false): Promise<string[]> {
    const found: string[] = [];
    for (const one of some) {
      const [status, wanted] = [await this.ask(one, isAfresh), expected(callers[one.name], one.cell)];
      const { row, what } = one.cell;
      if (status !== wanted) found.push(`${row.operationId} ${what} by ${one.name}: ${status} instead of ${wanted}`);
    }
    return found;
  }
}

/** Whether who asks gets something done. */
export const isRefused = ({ name, cell }: Asked): boolean => expected(callers[name], cell) >= 400;

/** The promise that each caller is answered as the truth says, and that who is refused has changed nothing. */
export const describeAccessMatrix = (asked: readonly Asked[]): void => {
  let world: GivingWorld;
  beforeAll(async () => {
    world = await GivingWorld.start();
  });
  afterAll(() => world.stop());

  const items = async () => {
    const own = `ORG#${organizationOf(world.service)}`;
    const found = await new TableContents(world.service).items(
      ({ pk }) => pk.startsWith(own) && !pk.includes('#AUDIT#'),
    );
    return found.map(({ pk, sk, version }) => `${pk} ${sk} ${version}`);
  };

  const mismatches = (some: readonly Asked[]): Promise<string[]> => world.mismatches(some);

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
