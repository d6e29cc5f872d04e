import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnvironmentId, ProjectId } from '#shared/contract/id.ts';
import { type Permission, permissions } from '#shared/contract/permission.ts';
import { authorize, visibilityPermission } from '#shared/domain/access/authorize.ts';
import type { Target } from '#shared/domain/access/target.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import { environmentId, principal, projectId } from '#test/fixtures/records.ts';

const me = principal().id;

// The truth table, written out from docs/design/security-model.md, "Permissions" and "Access to one project" and not
// computed: what each role has, all inclusions spelled out.
const all: readonly Permission[] = permissions;
const roles: Record<string, { held: Permission[]; unrestricted: boolean; effective: readonly Permission[] }> = {
  Owner: { held: [...all], unrestricted: true, effective: all },
  Admin: { held: [...all], unrestricted: true, effective: all },
  Developer: {
    held: ['manage:projects'],
    unrestricted: false,
    effective: ['manage:projects', 'deploy:projects', 'view:projects'],
  },
  Deployer: { held: ['deploy:projects'], unrestricted: false, effective: ['deploy:projects', 'view:projects'] },
  Viewer: { held: ['view:projects'], unrestricted: false, effective: ['view:projects'] },
  Runner: { held: ['run:projects'], unrestricted: false, effective: ['run:projects'] },
  'Viewing runner': {
    held: ['run:projects', 'view:projects'],
    unrestricted: false,
    effective: ['run:projects', 'view:projects'],
  },
  Personnel: {
    held: ['manage:members', 'manage:roles', 'view:audit-logs'],
    unrestricted: false,
    effective: ['manage:members', 'view:members', 'manage:roles', 'view:roles', 'view:audit-logs'],
  },
  Operator: {
    held: ['manage:api-keys', 'manage:settings'],
    unrestricted: false,
    effective: ['manage:api-keys', 'view:api-keys', 'manage:settings', 'view:settings'],
  },
  Nobody: { held: [], unrestricted: false, effective: [] },
};

const grants: Record<'view' | 'deploy' | 'manage', readonly Permission[]> = {
  view: ['view:projects'],
  deploy: ['view:projects', 'deploy:projects', 'run:projects'],
  manage: ['view:projects', 'deploy:projects', 'manage:projects', 'run:projects'],
};

const project = (access: ProjectAccess): Target => ({ projectId: projectId(), access });
const restrictedTo = (grants: ProjectAccess['grants']): Target => project({ mode: 'restricted', grants });

const matrix = Object.entries(roles).flatMap(([role, one]) =>
  all.map((needed) => ({ role, needed, ...one, byRole: one.effective.includes(needed) })),
);

describe('authorize, where no project or an open one is asked for', () => {
  it.each(matrix)('$role asking for $needed: by the role alone', ({ held, unrestricted, needed, byRole }) => {
    const who = principal({ permissions: held, unrestricted });
    const expected = byRole ? 'allowed' : 'missing';

    expect(authorize(who, needed, null)).toBe(expected);
    expect(authorize(who, needed, project({ mode: 'organization', grants: {} }))).toBe(expected);
    // Grants that were left behind when a project was opened again restrict nobody.
    expect(authorize(who, needed, project({ mode: 'organization', grants: { [me]: 'view' } }))).toBe(expected);
  });
});

describe('authorize, on a restricted project', () => {
  it.each(matrix)('$role asking for $needed without a grant: hidden, but for Owner and Admin', (one) => {
    const who = principal({ permissions: one.held, unrestricted: one.unrestricted });
    const other = restrictedTo({ key_other: 'manage' });

    const expected = one.unrestricted ? 'allowed' : 'hidden';
    expect(authorize(who, one.needed, other)).toBe(expected);
    expect(authorize(who, one.needed, restrictedTo({}))).toBe(expected);
  });

  it.each(matrix.flatMap((one) => (['view', 'deploy', 'manage'] as const).map((level) => ({ ...one, level }))))(
    '$role asking for $needed with the grant $level: the lesser of the two',
    (one) => {
      const who = principal({ permissions: one.held, unrestricted: one.unrestricted });
      const allowed = one.unrestricted || (one.byRole && grants[one.level].includes(one.needed));

      expect(authorize(who, one.needed, restrictedTo({ [me]: one.level, key_other: 'manage' }))).toBe(
        allowed ? 'allowed' : 'missing',
      );
    },
  );

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'hides it from a principal whose id is the name of an inherited property: %s',
    (id) => {
      const who = principal({ id, permissions: [...all] });

      expect(authorize(who, 'view:projects', restrictedTo({ key_other: 'manage' }))).toBe('hidden');
    },
  );
});

const mem = 'mem_00000000000000000000000001';

describe('authorize, of an API key that somebody made', () => {
  const levels = ['none', 'view', 'deploy', 'manage'] as const;
  const rank = (level: (typeof levels)[number]): number => levels.indexOf(level);
  const cells = levels.flatMap((own) => levels.map((ofCreator) => ({ own, ofCreator })));
  const granting = ({ own, ofCreator }: (typeof cells)[number]): Target =>
    restrictedTo({
      ...(own === 'none' ? {} : { [me]: own }),
      ...(ofCreator === 'none' ? {} : { [mem]: ofCreator }),
    });

  it.each(cells)('on a restricted project, granted $own and its creator $ofCreator: the lesser of the two', (cell) => {
    const key = principal({ permissions: all, creatorId: mem });
    const lesser = levels[Math.min(rank(cell.own), rank(cell.ofCreator))] ?? 'none';

    const allowed = all.filter((one) => authorize(key, one, granting(cell)) === 'allowed');

    expect(allowed).toEqual(lesser === 'none' ? [] : all.filter((one) => grants[lesser].includes(one)));
    expect(authorize(key, 'view:projects', granting(cell))).toBe(lesser === 'none' ? 'hidden' : 'allowed');
  });

  it.each(cells)('of an Owner or Admin, granted $own: by its own grant', (cell) => {
    const key = principal({ permissions: all, creatorId: mem, creatorUnrestricted: true });

    const allowed = all.filter((one) => authorize(key, one, granting(cell)) === 'allowed');

    expect(allowed).toEqual(cell.own === 'none' ? [] : all.filter((one) => grants[cell.own as 'view'].includes(one)));
  });
});

describe('authorize, of an API key with limits', () => {
  const [inside, other] = [environmentId(1), environmentId(2)];
  const ofProject = principal({ permissions: all, limits: { projectIds: [projectId(1)], environmentIds: null } });
  const ofEnvironment = principal({
    permissions: all,
    limits: { projectIds: [projectId(1)], environmentIds: [inside] },
  });
  const open = (id: ProjectId, environment?: EnvironmentId): Target => ({
    projectId: id,
    access: { mode: 'organization', grants: {} },
    ...(environment === undefined ? {} : { environmentId: environment }),
  });

  it('does everything with its projects, and sees no other', () => {
    expect(all.map((one) => authorize(ofProject, one, open(projectId(1))))).toEqual(all.map(() => 'allowed'));
    expect(all.map((one) => authorize(ofProject, one, open(projectId(2))))).toEqual(all.map(() => 'hidden'));
  });

  it('does nothing that concerns no project but to list and run', () => {
    expect(all.filter((one) => authorize(ofProject, one, null) === 'allowed')).toEqual([
      'view:projects',
      'run:projects',
    ]);
  });

  it.each([
    ['view:projects', 'allowed', 'allowed'],
    ['deploy:projects', 'allowed', 'missing'],
    ['run:projects', 'allowed', 'hidden'],
    ['manage:projects', 'missing', 'missing'],
  ] as const)('to an environment, for %s: there %s, on another %s', (needed, there, elsewhere) => {
    expect(authorize(ofEnvironment, needed, open(projectId(1), inside))).toBe(there);
    expect(authorize(ofEnvironment, needed, open(projectId(1), other))).toBe(elsewhere);
    expect(authorize(ofEnvironment, needed, open(projectId(2), inside))).toBe('hidden');
  });

  it('is limited whatever it is granted', () => {
    const granted: Target = { ...restrictedTo({ [me]: 'manage' }), projectId: projectId(2) };

    expect(authorize(ofProject, 'view:projects', granted)).toBe('hidden');
  });
});

const held = fc.subarray([...all]);
const level = fc.constantFrom('view', 'deploy', 'manage');
const needed = fc.constantFrom(...all);

describe('authorize, whatever the principal', () => {
  it('never lets a grant give more than the role', () => {
    fc.assert(
      fc.property(held, level, needed, (list, grant, wanted) => {
        const who = principal({ permissions: list });
        const restricted = authorize(who, wanted, restrictedTo({ [me]: grant }));
        if (restricted === 'allowed') expect(authorize(who, wanted, null)).toBe('allowed');
      }),
    );
  });

  it('never takes away what was allowed when a permission is added', () => {
    const access = fc.option(
      level.map((grant) => restrictedTo({ [me]: grant })),
      { nil: null },
    );
    fc.assert(
      fc.property(held, needed, needed, access, (list, more, wanted, target) => {
        const before = authorize(principal({ permissions: list }), wanted, target);
        const after = authorize(principal({ permissions: [...list, more] }), wanted, target);
        if (before === 'allowed') expect(after).toBe('allowed');
      }),
    );
  });

  it('never shows a restricted project to a member without a grant, whatever the member may do', () => {
    fc.assert(
      fc.property(held, needed, fc.dictionary(fc.string(), level), (list, wanted, others) => {
        const { [me]: _, ...withoutMe } = others;
        expect(authorize(principal({ permissions: list }), wanted, restrictedTo(withoutMe))).toBe('hidden');
      }),
    );
  });
});

describe('visibilityPermission', () => {
  const expected: Record<Permission, Permission> = {
    'view:projects': 'view:projects',
    'deploy:projects': 'view:projects',
    'manage:projects': 'view:projects',
    'run:projects': 'run:projects',
    'view:members': 'view:members',
    'manage:members': 'view:members',
    'view:roles': 'view:roles',
    'manage:roles': 'view:roles',
    'view:api-keys': 'view:api-keys',
    'manage:api-keys': 'view:api-keys',
    'view:audit-logs': 'view:audit-logs',
    'view:settings': 'view:settings',
    'manage:settings': 'view:settings',
  };

  it.each(all)('of %s', (permission) => {
    expect(visibilityPermission(permission)).toBe(expected[permission]);
  });

  it.each(all)('is held by whoever holds %s', (permission) => {
    expect(authorize(principal({ permissions: [permission] }), visibilityPermission(permission), null)).toBe('allowed');
  });
});
