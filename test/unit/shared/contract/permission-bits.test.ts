import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permissions } from '#shared/contract/permission.ts';
import { permissionBits, permissionsOfBits } from '#shared/contract/permission-bits.ts';

describe('permission bits', () => {
  it('come back as the same permissions in the order of the list', () => {
    fc.assert(
      fc.property(fc.subarray([...permissions]), (held) => {
        expect(permissionsOfBits(permissionBits(held))).toEqual(held);
      }),
    );
  });

  it('do not depend on order or repetition', () => {
    expect(permissionBits(['manage:projects', 'view:projects', 'view:projects'])).toBe(
      permissionBits(['view:projects', 'manage:projects']),
    );
  });

  it('give each permission a bit of its own', () => {
    const bits = permissions.map((one) => permissionBits([one]));

    expect(new Set(bits).size).toBe(permissions.length);
    expect(bits.every((one) => one > 0 && Number.isInteger(Math.log2(one)))).toBe(true);
  });

  it('are nothing for nothing', () => {
    expect(permissionBits([])).toBe(0);
    expect(permissionsOfBits(0)).toEqual([]);
  });

  it('ignore a bit that no permission has', () => {
    expect(permissionsOfBits(1 << permissions.length)).toEqual([]);
  });

  it('keep the places that tokens already carry: new permissions go to the end', () => {
    expect(permissions.slice(0, 13)).toEqual([
      'view:projects',
      'deploy:projects',
      'manage:projects',
      'run:projects',
      'view:members',
      'manage:members',
      'view:roles',
      'manage:roles',
      'view:api-keys',
      'manage:api-keys',
      'view:audit-logs',
      'view:settings',
      'manage:settings',
    ]);
  });
});
