import { describe, expect, it } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { changedGrants } from '#shared/domain/access/change-access.ts';
import { noLimits, type Principal } from '#shared/domain/access/principal.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import { requireGiving } from '#shared/http/require-grant.ts';
import { organizationRecord } from '#test/fixtures/access-records.ts';
import { manualProject } from '#test/fixtures/records.ts';

const organization = organizationRecord();
const { project } = manualProject();

const standingWith = (permissions: Principal['permissions']) => {
  const principal: Principal = {
    id: 'mem_1',
    kind: 'user',
    name: 'Mona Lisa',
    creatorId: null,
    creatorUnrestricted: false,
    organization,
    permissions,
    unrestricted: false,
    limits: noLimits,
    organizations: [organization],
  };
  return { organization, principal, rights: { permissions, unrestricted: false, isOwner: false }, items: [] };
};

const refusal = (permissions: Principal['permissions'], before: ProjectAccess, after: ProjectAccess) => {
  try {
    requireGiving(standingWith(permissions), { ...project, access: before }, changedGrants(before, after), new Map());
  } catch (error) {
    return error instanceof Problem ? [error.code, error.requiredPermission] : error;
  }
  return null;
};
const open = (level: 'view' | 'deploy' | 'manage' | null): ProjectAccess => ({
  mode: 'organization',
  grants: level === null ? {} : { mem_2: level },
});

describe('requireGiving', () => {
  it.each([
    ['view:projects', 'deploy', 'deploy:projects'],
    ['deploy:projects', 'manage', 'manage:projects'],
  ] as const)('refuses to %s to give %s, or to take it', (held, level, lacking) => {
    expect(refusal([held], open(null), open(level))).toEqual(['permission_missing', lacking]);
    expect(refusal([held], open(level), open(null))).toEqual(['permission_missing', lacking]);
  });

  it('lets who manages a project give every level, without a right to run', () => {
    for (const level of ['view', 'deploy', 'manage'] as const) {
      expect(refusal(['manage:projects'], open(null), open(level))).toBeNull();
    }
  });

  it('counts what the caller holds on this project, not elsewhere', () => {
    const restricted = { mode: 'restricted', grants: { mem_1: 'view' } } as const;
    const after = { mode: 'restricted', grants: { mem_1: 'view', mem_2: 'deploy' } } as const;
    expect(refusal(['manage:projects'], restricted, after)).toEqual(['permission_missing', 'deploy:projects']);
  });
});
