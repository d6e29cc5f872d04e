import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Permission, permissions } from '#shared/contract/permission.ts';
import { permissionBits } from '#shared/contract/permission-bits.ts';
import { closureOf } from '#shared/domain/access/closure.ts';
import { rightsOfKey, rightsOfMember, rightsOfRole } from '#shared/domain/access/rights.ts';
import { apiKeyRecord, memberRecord, organizationRecord } from '#test/fixtures/access-records.ts';

const acme = organizationRecord({
  roles: {
    rol_release: { bits: permissionBits(['deploy:projects', 'manage:members']), members: 1 },
    viewer: { bits: null, members: 3 },
  },
});
const developer = ['view:projects', 'deploy:projects', 'manage:projects'];

describe('what a role allows', () => {
  it.each([
    ['owner', permissions, true, true],
    ['admin', permissions, true, false],
    ['developer', developer, false, false],
    ['viewer', ['view:projects'], false, false],
    ['rol_release', ['view:projects', 'deploy:projects', 'view:members', 'manage:members'], false, false],
  ])('of %s', (id, held, unrestricted, isOwner) => {
    expect(rightsOfRole(acme, id)).toEqual({ permissions: held, unrestricted, isOwner });
  });

  it.each(['rol_gone', 'Owner', '', 'constructor', '__proto__', 'toString'])('is nothing for %j', (id) => {
    expect(rightsOfRole(acme, id)).toBeNull();
  });
});

describe('what a member may do', () => {
  it.each(['invited', 'removed'] as const)('is nothing while %s, whatever the role', (status) => {
    expect(rightsOfMember(acme, memberRecord({ status, roleId: 'owner' }))).toBeNull();
  });

  it('is what the role allows', () => {
    expect(rightsOfMember(acme, memberRecord())).toEqual(rightsOfRole(acme, 'developer'));
  });
});

describe('what a key may do', () => {
  const made = (held: readonly Permission[]) =>
    apiKeyRecord({ role: 'restricted', permissions: held, creatorId: 'mem_00000000000000000000000001' });

  it('is everything for the first key', () => {
    expect(rightsOfKey(apiKeyRecord(), null)).toEqual(rightsOfRole(acme, 'owner'));
  });

  it('is nothing for one whose creator is gone', () => {
    expect(rightsOfKey(made(['view:projects']), null)).toBeNull();
  });

  it('is never more than its creator may, nor more than it was made for, and no role', () => {
    const some = fc.subarray([...permissions]);
    fc.assert(
      fc.property(some, some, fc.boolean(), (own, ofCreator, unrestricted) => {
        const creator = { permissions: closureOf(ofCreator), unrestricted, isOwner: unrestricted };
        const rights = rightsOfKey(made(own), creator);
        const both = permissions.filter((one) => closureOf(own).includes(one) && closureOf(ofCreator).includes(one));
        expect(rights).toEqual({ permissions: both, unrestricted: false, isOwner: false });
      }),
    );
  });
});
