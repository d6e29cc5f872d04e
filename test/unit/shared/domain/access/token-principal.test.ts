import { describe, expect, it } from 'vitest';
import { TokenPrincipal } from '#shared/domain/access/token-principal.ts';
import { organizationId } from '#test/fixtures/records.ts';

const membership = { id: organizationId(), slug: 'acme', name: 'Acme Corp', permissions: 3, unrestricted: false };
const token = { id: 'key_1', kind: 'apiKey', name: 'CI', creatorId: 'mem_1', memberships: [membership] };

describe('TokenPrincipal', () => {
  it('is what the authorizer hands on, through JSON and back', () => {
    expect(TokenPrincipal.parse(JSON.parse(JSON.stringify(token)))).toEqual(token);
  });

  it('has no creator where it was handed on before creators were kept', () => {
    const { creatorId: _, ...earlier } = token;
    expect(TokenPrincipal.parse(earlier)).toEqual({ ...token, creatorId: null });
  });

  it.each([
    ['of an unknown kind', { ...token, kind: 'root' }],
    ['without memberships', { ...token, memberships: undefined }],
    ['whose permissions are no bit set', { ...token, memberships: [{ ...membership, permissions: 1.5 }] }],
    [
      'whose membership does not say whether it is restricted',
      { ...token, memberships: [{ ...membership, unrestricted: undefined }] },
    ],
    ['that is nothing', null],
  ])('refuses one %s', (_, value) => {
    expect(TokenPrincipal.safeParse(value).success).toBe(false);
  });
});
