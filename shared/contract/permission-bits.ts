import { type Permission, permissions } from './permission.ts';

/** Permissions as a bit set. The bit is the position in the list. */
export const permissionBits = (held: readonly Permission[]): number =>
  held.reduce((bits, permission) => bits | (1 << permissions.indexOf(permission)), 0);

/** The permissions of a bit set. */
export const permissionsOfBits = (bits: number): Permission[] =>
  permissions.filter((_, index) => (bits & (1 << index)) !== 0);
