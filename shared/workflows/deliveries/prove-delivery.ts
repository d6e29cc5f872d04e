import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Provider } from '#shared/contract/repository.ts';
import type { DeliveryBody, DeliveryHeaders, WebhookProvider } from '#shared/providers/webhook/webhook-provider.ts';
import { macKey } from '#shared/secrets/derive-key.ts';
import { claimedKeyVersion, decodeHookId, type Hook } from '#shared/secrets/hook-id.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { keyAtHand } from '#shared/secrets/versioned-key.ts';
import { hookIdPurpose, webhookKey, webhookSecret } from '#shared/secrets/webhook-secret.ts';

/** A proved hook id, with the key that verifies its deliveries and the provider's part of the receiver. */
export type ProvedHook = {
  readonly hook: Hook;
  readonly key: KeyObject;
  readonly provider: WebhookProvider;
  /** The root key that proved it. */
  readonly root: RootKey;
};

// Loaded on the first proved hook of the provider: a delivery needs one of the four, garbage needs none.
const providers: Readonly<Record<Provider, () => Promise<WebhookProvider>>> = {
  github: async () => (await import('#shared/providers/github/webhook.ts')).githubWebhook,
  gitlab: async () => (await import('#shared/providers/gitlab/webhook.ts')).gitlabWebhook,
  bitbucket: async () => (await import('#shared/providers/bitbucket/webhook.ts')).bitbucketWebhook,
  gitea: async () => (await import('#shared/providers/gitea/webhook.ts')).giteaWebhook,
};

type Derived = { readonly hooks: Map<string, ProvedHook>; readonly macKeys: Map<number, KeyObject> };

/**
 * A cache of proved hooks, because deriving a key costs more than checking a signature. It goes with the root key from
 * which they are derived.
 */
const maxKnown = 1000;
const derived = new WeakMap<RootKey, Derived>();

const derivedFrom = (root: RootKey): Derived => {
  const found = derived.get(root) ?? { hooks: new Map(), macKeys: new Map() };
  derived.set(root, found);
  return found;
};

/**
 * Proves a hook id by its MAC. Once the root key is loaded, garbage costs no call.
 * @param providerName the provider in the path; it must match the id
 * @param nowMs milliseconds since the epoch
 * @returns null for every id that oCore did not make
 */
export const proveHook = async (
  rootSecretId: string,
  providerName: string,
  hookId: string,
  nowMs: number,
): Promise<ProvedHook | null> => {
  const version = claimedKeyVersion(hookId);
  if (version === null) return null;
  const root = await keyAtHand(rootSecretId, nowMs, version);
  const { hooks, macKeys } = derivedFrom(root);
  const cached = hooks.get(hookId);
  if (cached !== undefined) return cached.hook.provider === providerName ? cached : null;
  const secret = root.versions.get(version);
  if (secret === undefined) return null;
  const mac = macKeys.get(version) ?? macKey(secret, hookIdPurpose);
  macKeys.set(version, mac);
  const hook = decodeHookId(hookId, mac);
  if (hook === null || hook.provider !== providerName) return null;
  // A signing token is the base64 of its key. The other secrets are used as keys directly.
  const secretKey = hook.proof === 'signing-token' ? webhookKey(root, hook) : Buffer.from(webhookSecret(root, hook));
  const proved = { hook, provider: await providers[hook.provider](), key: createSecretKey(secretKey), root };
  if (hooks.size >= maxKnown) hooks.delete(hooks.keys().next().value ?? '');
  hooks.set(hookId, proved);
  return proved;
};

/** `forged`: another secret than the webhook's made the proof. `outdated`: the root key of the secret was removed. */
export type DeliveryProof = 'proved' | 'forged' | 'outdated';

/**
 * Checks the proof of a delivery over its raw bytes, without I/O. A delivery that passes is checked again with a root key
 * that was loaded at most 10 minutes ago, because the version that proves it may have been removed.
 * @param nowMs milliseconds since the epoch
 */
export const proveDelivery = async (
  rootSecretId: string,
  known: ProvedHook,
  headers: DeliveryHeaders,
  body: DeliveryBody,
  nowMs: number,
): Promise<DeliveryProof> => {
  if (!known.provider.verify(headers, body, { proof: known.hook.proof, key: known.key, nowMs })) return 'forged';
  const { rootKeyVersion } = known.hook;
  const root = await rootKey(rootSecretId, nowMs);
  return root.versions.get(rootKeyVersion) === known.root.versions.get(rootKeyVersion) ? 'proved' : 'outdated';
};
