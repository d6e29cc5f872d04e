import * as z from 'zod/mini';
import type { ProviderKey, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { keyBlob } from '#shared/providers/client/key-blob.ts';
import { AnyAnswer } from '#shared/providers/client/provider-call.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import { type GiteaApi, giteaNeeds } from './api.ts';

const Key = z.object({ id: z.int(), title: z.string(), key: z.string(), read_only: z.boolean() });
type Key = z.infer<typeof Key>;

const { admin: needs } = giteaNeeds;

const list = (api: GiteaApi, path: string): Promise<Key[]> =>
  api.list({ what: 'list the deploy keys', path: `${path}/keys`, needs }, Key);

const remove = async (api: GiteaApi, path: string, keys: readonly Key[]): Promise<void> => {
  for (const { id } of keys) {
    await api.attempt(
      { what: 'remove the deploy key', method: 'DELETE', path: `${path}/keys/${id}`, needs },
      [404],
      AnyAnswer,
    );
  }
};

const isReadable = (keys: readonly Key[], key: ProviderKey): boolean =>
  keys.some((one) => keyBlob(one.key) === keyBlob(key.publicKey) && one.read_only);

/**
 * Without `read_only` a key may write, and no call can change that. A key with write access is therefore removed first.
 * So is another key with our title, because a title is unique. One key may open several repositories, unless it is a
 * person's own key.
 * Source: docs/design/providers.md, "Gitea and Forgejo: deploy keys".
 */
export const ensureGiteaKey = async (
  api: GiteaApi,
  repository: ProviderRepository,
  key: ProviderKey,
  settingsUrl: string,
): Promise<void> => {
  const path = await api.pathOrReject(repository, needs);
  const keys = await list(api, path);
  if (isReadable(keys, key)) return;
  await remove(
    api,
    path,
    keys.filter((one) => one.title === key.title || keyBlob(one.key) === keyBlob(key.publicKey)),
  );
  const what = 'add the deploy key';
  const answer = await api.attempt(
    {
      what,
      method: 'POST',
      path: `${path}/keys`,
      body: { title: key.title, key: key.publicKey, read_only: true },
      needs,
    },
    [422],
    Key,
  );
  if (answer.refused === null) return;
  const words = answer.words ?? '';
  // Another call has added it meanwhile.
  if (/already been added/i.test(words) && isReadable(await list(api, path), key)) return;
  if (/used as non-deploy key/i.test(words)) throw providerProblem.keyInUse('gitea', settingsUrl);
  throw api.answered(what, 422, answer.words);
};

export const removeGiteaKey = async (
  api: GiteaApi,
  repository: ProviderRepository,
  key: { readonly title: string; readonly publicKey: string | null },
): Promise<boolean> => {
  const path = await api.path(repository);
  if (path === null) return false;
  const blob = key.publicKey === null ? null : keyBlob(key.publicKey);
  const ours = (await list(api, path)).filter((one) => one.title === key.title || keyBlob(one.key) === blob);
  await remove(api, path, ours);
  return ours.length > 0;
};
