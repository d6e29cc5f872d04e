import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Provider } from '#shared/contract/repository.ts';
import type { DeliveryBody, DeliveryHeaders, WebhookProvider } from '#shared/providers/webhook/webhook-provider.ts';
import { claimedKeyVersion, decodeHookId, type Hook } from '#shared/secrets/hook-id.ts';
import { macKey, rootKey } from '#shared/secrets/root-key.ts';
import { hookIdPurpose, webhookKey, webhookSecret } from '#shared/secrets/webhook-secret.ts';

/** A hook that is ours, with the key that its provider signs with and that provider's side of the receiver. */
export type KnownHook = { readonly hook: Hook; readonly key: KeyObject; readonly provider: WebhookProvider };

// Loaded with the first hook that is proved to be theirs: a delivery needs one of the four, and garbage none.
const providers: Readonly<Record<Provider, () => Promise<WebhookProvider>>> = {
  github: async () => (await import('#shared/providers/github/webhook.ts')).githubWebhook,
  gitlab: async () => (await import('#shared/providers/gitlab/webhook.ts')).gitlabWebhook,
  bitbucket: async () => (await import('#shared/providers/bitbucket/webhook.ts')).bitbucketWebhook,
  gitea: async () => (await import('#shared/providers/gitea/webhook.ts')).giteaWebhook,
};

/** Hooks of the last deliveries: deriving a key costs more than checking a signature with it. */
const mostKnown = 1000;
const known = new Map<string, KnownHook>();
const macKeys = new Map<number, KeyObject>();

/**
 * Proves a hook id by its own MAC: with a root key that is known, garbage costs no call at all.
 * @param providerName the provider in the path, which has to be the id's own
 * @param nowMs milliseconds since the epoch
 * @returns null for every id that we did not make
 */
export const proveHook = async (
  rootSecretId: string,
  providerName: string,
  hookId: string,
  nowMs: number,
): Promise<KnownHook | null> => {
  const cached = known.get(hookId);
  if (cached !== undefined) return cached.hook.provider === providerName ? cached : null;
  const version = claimedKeyVersion(hookId);
  if (version === null) return null;
  const root = await rootKey(rootSecretId, nowMs, version);
  const secret = root.versions.get(version);
  if (secret === undefined) return null;
  const mac = macKeys.get(version) ?? macKey(secret, hookIdPurpose);
  macKeys.set(version, mac);
  const hook = decodeHookId(hookId, mac);
  if (hook === null || hook.provider !== providerName) return null;
  // A signing token is the base64 of its key; the other secrets are their key as they stand.
  const secretKey = hook.proof === 'signing-token' ? webhookKey(root, hook) : Buffer.from(webhookSecret(root, hook));
  const proved = { hook, provider: await providers[hook.provider](), key: createSecretKey(secretKey) };
  if (known.size >= mostKnown) known.delete(known.keys().next().value ?? '');
  known.set(hookId, proved);
  return proved;
};

/**
 * Whether a delivery carries the proof that its hook demands, over the raw bytes. No I/O.
 * @param nowMs milliseconds since the epoch
 */
export const proveDelivery = (known: KnownHook, headers: DeliveryHeaders, body: DeliveryBody, nowMs: number): boolean =>
  known.provider.verify(headers, body, { proof: known.hook.proof, key: known.key, nowMs });
