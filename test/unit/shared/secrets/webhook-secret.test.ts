import { createSecretKey, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { deriveKey, macKey } from '#shared/secrets/derive-key.ts';
import { decodeHookId, type Hook } from '#shared/secrets/hook-id.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { hookIdOf, hookIdPurpose, webhookSecret } from '#shared/secrets/webhook-secret.ts';

const root: RootKey = {
  current: 2,
  versions: new Map([
    [1, 'first-'.padEnd(43, 'x')],
    [2, 'second-'.padEnd(43, 'y')],
  ]),
};
const hook: Hook = {
  rootKeyVersion: 1,
  provider: 'github',
  proof: 'body-hmac',
  organizationId: 'org_01J00000000000000000000000' as OrganizationId,
  projectId: 'prj_01J00000000000000000000001' as ProjectId,
  connectionId: '01J00000000000000000000002',
  generation: 1,
};
const changes: [string, Partial<Hook>][] = [
  ['provider', { provider: 'gitea' }],
  ['kind of proof', { proof: 'plain-token' }],
  ['organisation', { organizationId: 'org_01J00000000000000000000009' as OrganizationId }],
  ['project', { projectId: 'prj_01J00000000000000000000009' as ProjectId }],
  ['connection', { connectionId: '01J00000000000000000000009' }],
  ['generation', { generation: 2 }],
  ['version of the root key', { rootKeyVersion: 2 }],
];

describe('webhookSecret', () => {
  it('is 32 bytes as 43 characters of base64url', () => {
    expect(webhookSecret(root, hook)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('is derived again from the hook alone', () => {
    expect(webhookSecret(root, { ...hook })).toBe(webhookSecret(root, hook));
  });

  it.each(changes)('is another one for another %s', (_what, change) => {
    expect(webhookSecret(root, { ...hook, ...change })).not.toBe(webhookSecret(root, hook));
  });

  it('stays what providers were given: HKDF over a label for the kind of proof and what the hook id says', () => {
    const said = Buffer.from(hookIdOf(root, hook), 'base64url').subarray(0, -16);
    const info = Buffer.concat([Buffer.from('ocore/webhook-secret/body-hmac/1/'), said]);
    const expected = Buffer.from(hkdfSync('sha256', root.versions.get(1) ?? '', '', info, 32));

    expect(webhookSecret(root, hook)).toBe(expected.toString('base64url'));
  });

  it('is not the key that authenticates hook ids', () => {
    const text = root.versions.get(1) ?? '';

    expect(webhookSecret(root, hook)).not.toBe(deriveKey(text, hookIdPurpose).toString('base64url'));
  });

  it('does not follow from the hook id, which everybody who sees the URL knows', () => {
    expect(hookIdOf(root, hook)).not.toContain(webhookSecret(root, hook).slice(0, 8));
  });

  it('is refused for a version that the root key does not have', () => {
    expect(() => webhookSecret(root, { ...hook, rootKeyVersion: 9 })).toThrow('The root key has no version 9.');
  });
});

describe('hookIdOf', () => {
  it.each([1, 2])('is proved by version %i of the root key and by no other', (version) => {
    const id = hookIdOf(root, { ...hook, rootKeyVersion: version });
    const proves = (other: number): boolean =>
      decodeHookId(id, macKey(root.versions.get(other) ?? '', hookIdPurpose)) !== null;

    expect([1, 2].filter(proves)).toEqual([version]);
  });

  it('is not proved by a webhook secret', () => {
    const secret = createSecretKey(Buffer.from(webhookSecret(root, hook), 'base64url'));

    expect(decodeHookId(hookIdOf(root, hook), secret)).toBeNull();
  });

  it('is refused for a version that the root key does not have', () => {
    expect(() => hookIdOf(root, { ...hook, rootKeyVersion: 9 })).toThrow('The root key has no version 9.');
  });
});
