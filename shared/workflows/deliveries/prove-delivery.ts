import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Provider } from '#shared/contract/repository.ts';
import type { DeliveryBody, DeliveryHeaders, WebhookProvider } from '#shared/providers/webhook/webhook-provider.ts';
import { claimedKeyVersion, decodeHookId, type Hook } from '#shared/secrets/hook-id.ts';
import { macKey, rootKey } from '#shared/secrets/root-key.ts';
import { hookIdPurpose, webhookKey, webhookSecret } from '#shared/secrets/webhook-secret.ts';

/** A proved hook id, with the key that verifies its deliveries and the provider's part of the receiver. */
export type ProvedHook = { readonly hook: Hook; readonly key: KeyObject; readonly provider: WebhookProvider };

// Loaded on the first proved hook of the provider: a delivery needs one of the four, garbage needs none.
const providers: Readonly<Record<Provider, () => Promise<WebhookProvider>>> = {
  github: async () => (await import('#shared/providers/github/webhook.ts')).githubWebhook,
  gitlab: async () => (await import('#shared/providers/gitlab/webhook.ts')).gitlabWebhook,
  bitbucket: async () => (await import('#shared/providers/bitbucket/webhook.ts')).bitbucketWebhook,
  gitea: async () => (await import('#shared/providers/gitea/webhook.ts')).giteaWebhook,
};

/** A cache of proved hooks, because deriving a key costs more than checking a signature. */
const maxKnown = 1000;
const known = new Map<string, ProvedHook>();
const macKeys = new Map<number, KeyObject>();

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
  // A signing token is the base64 of its key. The other secrets are used as keys directly.
  const secretKey = hook.proof === 'signing-token' ? webhookKey(root, hook) : Buffer.from(webhookSecret(root, hook));
  const proved = { hook, provider: await providers[hook.provider](), key: createSecretKey(secretKey) };
  if (known.size >= maxKnown) known.delete(known.keys().next().value ?? '');
  known.set(hookId, proved);
  return proved;
};

/**
 * Checks the proof of a delivery over its raw bytes. No I/O.
 * @param nowMs milliseconds since the epoch
 */
export const proveDelivery = (
  known: ProvedHook,
  headers: DeliveryHeaders,
  body: DeliveryBody,
  nowMs: number,
): boolean => known.provider.verify(headers, body, { proof: known.hook.proof, key: known.key, nowMs });
