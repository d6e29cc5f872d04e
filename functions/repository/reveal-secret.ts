import { loadConfig } from '#shared/config/load-config.ts';
import { revealSecret as row } from '#shared/contract/endpoints/repository.ts';
import { Problem } from '#shared/contract/problem.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { recordReveal } from '#shared/data/repository/record-reveal.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import type { VisibleReads } from '#shared/http/read-visible.ts';
import { answer } from '#shared/http/reply.ts';
import { rootKey } from '#shared/secrets/root-key.ts';
import { webhookUrl } from '#shared/workflows/repository/hook-candidates.ts';
import { secretToPaste } from '#shared/workflows/repository/secret-to-paste.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

type Context = VisibleReads & { readonly now: string; readonly publicUrl: string };

const reveal = (context: Context, mutation: Mutation) =>
  onRepository(context, readProjectAndRepository, async (repository) => {
    const secret = secretToPaste(repository, await rootKey(rootSecretId, Date.parse(context.now)));
    if (secret === null || repository.status === 'disconnecting') {
      throw new Problem(
        'conflict',
        secret === null
          ? 'oCore installed the webhook through the API of the provider, so no person has pasted its secret. If deliveries are refused, reconfigure the webhook.'
          : 'The repository is being disconnected: its webhook is refused from now on.',
      );
    }
    await recordReveal(repository, mutation);
    return answer({
      url: webhookUrl(context.publicUrl, repository.provider, repository.hookId),
      secret,
      generation: repository.generation,
    });
  });

/**
 * Shows the secret of the present webhook again, if a person has pasted it at the provider. Each call is audited. A
 * repetition with the same Idempotency-Key is a call of its own, because the webhook may have changed.
 * Source: manual, "Webhook not triggering deployments"; docs/design/connecting.md, "Revealing the secret".
 */
export const handler = endpoint(row, (context) => reveal(context, context.mutation), {
  replay: (context) => reveal(context, { ...context.mutation, idempotency: null }),
});
