import { deriveKey, macKey } from './derive-key.ts';
import { encodeHookId, type Hook, hookPayload } from './hook-id.ts';
import type { RootKey } from './root-key.ts';

/** The HKDF purpose of the key that authenticates hook ids. */
export const hookIdPurpose = 'ocore/hook-id/1';

const versionOf = (root: RootKey, version: number): string => {
  const text = root.versions.get(version);
  if (text === undefined) throw new Error(`The root key has no version ${version}.`);
  return text;
};

/** The 32 bytes of a webhook's secret. A GitLab signing token is their base64. */
export const webhookKey = (root: RootKey, hook: Hook): Buffer =>
  deriveKey(
    versionOf(root, hook.rootKeyVersion),
    Buffer.concat([Buffer.from(`ocore/webhook-secret/${hook.proof}/1/`), hookPayload(hook)]),
  );

/**
 * The secret of a webhook, derived from the root key and the content of the hook id, with a label per kind of proof. No
 * secret is stored per webhook. It has 43 characters of base64url, or is a signing token of Standard Webhooks.
 * Source: docs/design/deciding-a-push.md, "The secret of a hook"; docs/design/providers.md, "GitLab: signing tokens".
 */
export const webhookSecret = (root: RootKey, hook: Hook): string => {
  const key = webhookKey(root, hook);
  return hook.proof === 'signing-token' ? `whsec_${key.toString('base64')}` : key.toString('base64url');
};

/** The id of a hook, with the root key version that the hook names. */
export const hookIdOf = (root: RootKey, hook: Hook): string =>
  encodeHookId(hook, macKey(versionOf(root, hook.rootKeyVersion), hookIdPurpose));
