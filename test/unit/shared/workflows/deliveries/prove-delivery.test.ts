import { beforeEach, expect, it, vi } from 'vitest';
import { newId } from '#shared/contract/new-id.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { hookIdOf, webhookSecret } from '#shared/secrets/webhook-secret.ts';
import { proveDelivery, proveHook } from '#shared/workflows/deliveries/prove-delivery.ts';
import { githubHeaders } from '#test/fixtures/github.ts';
import { now } from '#test/fixtures/records.ts';

const first: RootKey = { current: 1, versions: new Map([[1, 'a'.repeat(64)]]) };
const key = vi.hoisted(() => ({ now: null as unknown }));
vi.mock('#shared/secrets/versioned-key.ts', async (original) => ({
  ...(await original<object>()),
  keyAtHand: async () => key.now,
}));
vi.mock('#shared/secrets/root-key.ts', () => ({ rootKey: async () => key.now }));
beforeEach(() => {
  key.now = first;
});

const hook = {
  organizationId: newId('organization', now),
  projectId: newId('project', now),
  connectionId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  provider: 'github',
  proof: 'body-hmac',
  generation: 1,
  rootKeyVersion: 1,
} as const;
const hookId = hookIdOf(first, hook);
const body = '{"zen":"x"}';
const proved = async () => {
  const known = await proveHook('root', 'github', hookId, 0);
  if (known === null) throw new Error('The hook was made by this key.');
  return known;
};

it('a hook is proved under its own provider alone, also where it is known already', async () => {
  expect(await proveHook('root', 'gitea', hookId, 0)).toBeNull();
  expect((await proved()).hook).toEqual(hook);
  expect(await proveHook('root', 'gitea', hookId, 0)).toBeNull();
});

it('a delivery is proved by its signature, and not by another one', async () => {
  const known = await proved();
  const good = githubHeaders('push', body, webhookSecret(first, hook));

  expect(await proveDelivery('root', known, good, body, 0)).toBe('proved');
  expect(await proveDelivery('root', known, githubHeaders('push', body, 'another'), body, 0)).toBe('forged');
});

it('a delivery is not proved by a version of the root key that is gone', async () => {
  const known = await proved();
  key.now = { current: 2, versions: new Map([[2, 'b'.repeat(64)]]) } satisfies RootKey;

  const good = githubHeaders('push', body, webhookSecret(first, hook));
  expect(await proveDelivery('root', known, good, body, 0)).toBe('outdated');
});
