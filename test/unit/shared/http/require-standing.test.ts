import { beforeEach, describe, expect, it, vi } from 'vitest';
import { permissions } from '#shared/contract/permission.ts';
import { readStanding, type Standing } from '#shared/data/organization/read-standing.ts';
import type { Rights } from '#shared/domain/access/rights.ts';
import { requireTouch, standingOf } from '#shared/http/require-standing.ts';
import { organizationRecord } from '#test/fixtures/access-records.ts';
import { principal } from '#test/fixtures/records.ts';

vi.mock('#shared/data/organization/read-standing.ts');

const owner: Rights = { permissions, unrestricted: true, isOwner: true };
const admin: Rights = { permissions, unrestricted: true, isOwner: false };
const inviter: Rights = {
  permissions: ['view:projects', 'view:members', 'manage:members'],
  unrestricted: false,
  isOwner: false,
};

const standing = (over: Partial<Standing> = {}): Standing => ({
  organization: organizationRecord(),
  rights: inviter,
  creator: null,
  items: [],
  ...over,
});

const caller = { principal: principal(), now: '2026-11-28T10:00:00.000Z' };

beforeEach(() => vi.mocked(readStanding).mockReset());

describe('standingOf', () => {
  it('gives the rights of the table in place of those of the context', async () => {
    vi.mocked(readStanding).mockResolvedValue(standing({ items: [{ id: 'mem_1' }] }));

    const found = await standingOf(caller, 'manage:members');

    expect(found.principal).toEqual({
      ...caller.principal,
      permissions: inviter.permissions,
      unrestricted: false,
      creatorUnrestricted: false,
    });
    expect(found).toMatchObject({ rights: inviter, items: [{ id: 'mem_1' }] });
  });

  it('tells of a key whether its creator needs no grant at this moment', async () => {
    vi.mocked(readStanding).mockResolvedValue(standing({ creator: admin }));

    expect((await standingOf(caller, null)).principal.creatorUnrestricted).toBe(true);
  });

  it.each([
    ['was removed', standing({ rights: null })],
    ['is of an organisation that is gone', null],
  ])('answers 401 to a caller who %s', async (_, read) => {
    vi.mocked(readStanding).mockResolvedValue(read);

    await expect(standingOf(caller, null)).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining('Sign in again'),
      headers: { 'www-authenticate': 'Bearer' },
    });
  });

  it('answers 403 to a caller who lost the permission of the row within the minute of the context', async () => {
    vi.mocked(readStanding).mockResolvedValue(standing());

    await expect(standingOf(caller, 'manage:roles')).rejects.toMatchObject({
      code: 'permission_missing',
      requiredPermission: 'manage:roles',
    });
  });
});

describe('requireTouch', () => {
  const organization = organizationRecord({ slug: 'acme' });
  const viewer: Rights = { permissions: ['view:projects'], unrestricted: false, isOwner: false };
  const deployer: Rights = { ...viewer, permissions: ['view:projects', 'deploy:projects'] };

  it('lets pass who holds all that is touched', () => {
    expect(() => requireTouch({ rights: inviter, organization }, 'The role Viewer', viewer)).not.toThrow();
    expect(() => requireTouch({ rights: owner, organization }, 'The role Owner', owner, admin)).not.toThrow();
  });

  it('names the first permission that is lacking, and who to ask', () => {
    const refused = () => requireTouch({ rights: inviter, organization }, 'The role Deployer', deployer);

    expect(refused).toThrow(
      expect.objectContaining({
        code: 'permission_missing',
        requiredPermission: 'deploy:projects',
        message:
          'The role Deployer has the permission deploy:projects, which you lack. Ask somebody of acme who has it.',
      }),
    );
  });

  it('looks at the state before a change and at the one after it', () => {
    const rights = { rights: inviter, organization };

    expect(() => requireTouch(rights, 'The role', deployer, viewer)).toThrow('deploy:projects');
    expect(() => requireTouch(rights, 'The role', viewer, deployer)).toThrow('deploy:projects');
  });

  it('leaves Owners to Owners, though an Admin lacks no permission', () => {
    const refused = () => requireTouch({ rights: admin, organization }, 'Mona Lisa', owner);

    expect(refused).toThrow(
      expect.objectContaining({
        code: 'permission_missing',
        requiredPermission: undefined,
        message: 'Mona Lisa has the rights of an Owner. Only an Owner may do this. Ask an Owner of acme.',
      }),
    );
  });
});
