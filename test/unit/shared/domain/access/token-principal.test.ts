import { describe, expect, it } from 'vitest';
import { permissions } from '#shared/contract/permission.ts';
import { permissionsOfBits } from '#shared/contract/permission-bits.ts';
import {
  hasUnrestrictedCreator,
  isUnrestricted,
  membershipBits,
  TokenPrincipal,
} from '#shared/domain/access/token-principal.ts';
import { environmentId, organizationId, projectId } from '#test/fixtures/records.ts';

const membership = [organizationId(), 'key_00000000000000000000000001', 'acme', 3, 'mem_1'];
const token = {
  kind: 'apiKey',
  name: 'CI',
  until: null,
  memberships: [membership],
  projectIds: null,
  environmentIds: null,
};

describe('TokenPrincipal', () => {
  it('is what the authorizer hands on, through JSON and back', () => {
    expect(TokenPrincipal.parse(JSON.parse(JSON.stringify(token)))).toEqual(token);
  });

  it('has at most 4,000 bytes with 20 organisations, or with 50 projects and 50 environments', () => {
    const name = '\u00e4'.repeat(200);
    const slug = 'a'.repeat(63);
    const bits = membershipBits({ permissions, unrestricted: true, isOwner: true }, null);
    const person = [organizationId(), 'mem_00000000000000000000000001', slug, bits, null];
    const wide = {
      ...token,
      kind: 'user',
      name,
      until: '2026-11-28T19:16:00.000Z',
      memberships: Array(20).fill(person),
    };
    const limited = {
      ...token,
      name,
      projectIds: Array(50).fill(projectId()),
      environmentIds: Array(50).fill(environmentId()),
    };

    const sizes = [wide, limited].map((one) => Buffer.byteLength(JSON.stringify(TokenPrincipal.parse(one))));

    expect(Math.max(...sizes)).toBeLessThanOrEqual(4000);
  });

  it.each([
    ['of an unknown kind', { ...token, kind: 'root' }],
    ['without memberships', { ...token, memberships: undefined }],
    ['whose permissions are no bit set', { ...token, memberships: [membership.with(3, 1.5)] }],
    ['whose membership is cut short', { ...token, memberships: [membership.slice(0, 4)] }],
    ['that is nothing', null],
  ])('refuses one %s', (_, value) => {
    expect(TokenPrincipal.safeParse(value).success).toBe(false);
  });
});

describe('membershipBits', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('keeps all permissions beside unrestricted %s and of the creator %s', (unrestricted, ofCreator) => {
    const rights = { permissions, unrestricted, isOwner: false };

    const bits = membershipBits(rights, { ...rights, unrestricted: ofCreator });

    expect([permissionsOfBits(bits), isUnrestricted(bits), hasUnrestrictedCreator(bits)]).toEqual([
      permissions,
      unrestricted,
      ofCreator,
    ]);
  });
});
