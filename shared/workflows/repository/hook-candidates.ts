import type { Provider } from '#shared/contract/repository.ts';
import type { Proof } from '#shared/domain/records/proof.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { WebhookCandidate } from '#shared/providers/client/git-provider.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { hookIdOf, webhookSecret } from '#shared/secrets/webhook-secret.ts';
import { hookOf } from './secret-to-paste.ts';

/**
 * The kinds of proof that can be set up through a provider's API, the strongest first.
 * Source: docs/design/providers.md, "GitLab: signing tokens".
 */
const askable: Readonly<Record<Provider, readonly Proof[]>> = {
  github: ['body-hmac'],
  gitlab: ['signing-token', 'plain-token'],
  bitbucket: ['body-hmac'],
  gitea: ['body-hmac'],
};

/**
 * The kind of proof of a webhook that a person sets up. In GitLab a person can paste only the plain token.
 * Source: docs/design/deciding-a-push.md, "The secret of a hook".
 */
export const pastedProof = (provider: Provider): Proof => (provider === 'gitlab' ? 'plain-token' : 'body-hmac');

/** The URL that a provider delivers to. */
export const webhookUrl = (publicUrl: string, provider: Provider, hookId: string): string =>
  `${publicUrl}/api/webhooks/${provider}/${hookId}`;

/** A candidate with the hook id in its URL. */
export type HookCandidate = WebhookCandidate & { readonly hookId: string };

/** The webhooks that the present generation may have at its provider, the strongest proof first. */
export const hookCandidates = (
  repository: RepositoryRecord,
  root: RootKey,
  publicUrl: string,
): readonly HookCandidate[] =>
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
