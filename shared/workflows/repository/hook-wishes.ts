import type { Provider } from '#shared/contract/repository.ts';
import type { Proof } from '#shared/domain/records/proof.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { WebhookWish } from '#shared/providers/client/git-provider.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { hookIdOf, webhookSecret } from '#shared/secrets/webhook-secret.ts';
import { hookOf } from './paste-secret.ts';

/**
 * The proofs that a provider can be asked for through its API, the strongest first.
 * Source: docs/design/providers.md, "GitLab: signing tokens".
 */
const askable: Readonly<Record<Provider, readonly Proof[]>> = {
  github: ['body-hmac'],
  gitlab: ['signing-token', 'plain-token'],
  bitbucket: ['body-hmac'],
  gitea: ['body-hmac'],
};

/**
 * The proof of a hook that a person pastes: what is pasted into GitLab is its plain token.
 * Source: docs/design/deciding-a-push.md, "The secret of a hook".
 */
export const pastedProof = (provider: Provider): Proof => (provider === 'gitlab' ? 'plain-token' : 'body-hmac');

/** Where a provider delivers to. */
export const webhookUrl = (publicUrl: string, provider: Provider, hookId: string): string =>
  `${publicUrl}/api/webhooks/${provider}/${hookId}`;

/** A wish together with the id that stands in its URL. */
export type HookWish = WebhookWish & { readonly hookId: string };

/** The hooks that the present generation can have at its provider, the strongest proof first. */
export const hookWishes = (repository: RepositoryRecord, root: RootKey, publicUrl: string): readonly HookWish[] =>
  askable[repository.provider].map((proof) => {
    const hook = { ...hookOf(repository), proof };
    const hookId = hookIdOf(root, hook);
    return {
      proof,
      hookId,
      url: webhookUrl(publicUrl, repository.provider, hookId),
      secret: webhookSecret(root, hook),
    };
  });
