import * as z from 'zod/mini';
import type { ProviderKey, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { keyBlob } from '#shared/providers/client/key-blob.ts';
import { AnyAnswer } from '#shared/providers/client/provider-call.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import { type BitbucketApi, bitbucketNeeds } from './api.ts';

const Key = z.object({ id: z.int(), key: z.string(), label: z.nullish(z.string()) });
type Key = z.infer<typeof Key>;

const { keys: needs } = bitbucketNeeds;

const list = (api: BitbucketApi, path: string): Promise<Key[]> =>
  api.list({ what: 'list the access keys', path: `${path}/deploy-keys?pagelen=100`, needs }, Key);

const has = async (api: BitbucketApi, path: string, key: ProviderKey): Promise<boolean> =>
  (await list(api, path)).some((one) => keyBlob(one.key) === keyBlob(key.publicKey));

/**
 * Bitbucket's access keys can only read. A key that is in use elsewhere is refused with 400.
 * Source: docs/design/providers.md, "Bitbucket: access keys".
 */
export const ensureBitbucketKey = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  key: ProviderKey,
  settingsUrl: string,
): Promise<void> => {
  const path = await api.pathOrReject(repository, needs);
  if (await has(api, path, key)) return;
  const what = 'add the access key';
  const answer = await api.attempt(
    {
      what,
      method: 'POST',
      path: `${path}/deploy-keys`,
      body: { key: key.publicKey, label: key.title },
      needs,
    },
    [400],
    Key,
  );
  if (answer.refused === null) return;
  if (!/already|in use/i.test(answer.words ?? '')) throw api.answered(what, 400, answer.words);
  if (!(await has(api, path, key))) throw providerProblem.keyInUse('bitbucket', settingsUrl);
};

export const removeBitbucketKey = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  key: { readonly title: string; readonly publicKey: string | null },
): Promise<boolean> => {
  const path = await api.path(repository);
  if (path === null) return false;
  const blob = key.publicKey === null ? null : keyBlob(key.publicKey);
  const ours = (await list(api, path)).filter((one) => one.label === key.title || keyBlob(one.key) === blob);
  for (const { id } of ours) {
    await api.attempt(
      { what: 'remove the access key', method: 'DELETE', path: `${path}/deploy-keys/${id}`, needs },
      [404],
      AnyAnswer,
    );
  }
  return ours.length > 0;
};
