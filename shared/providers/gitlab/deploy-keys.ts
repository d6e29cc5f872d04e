import * as z from 'zod/mini';
import type { ProviderKey, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { keyBlob } from '#shared/providers/client/key-blob.ts';
import { AnyAnswer } from '#shared/providers/client/provider-call.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import { type GitlabApi, gitlabNeeds } from './api.ts';

const Key = z.object({ id: z.int(), title: z.string(), key: z.string(), can_push: z.nullish(z.boolean()) });
type Key = z.infer<typeof Key>;

const keysPath = ({ id }: ProviderRepository): string => `/projects/${encodeURIComponent(id)}/deploy_keys`;

const list = (api: GitlabApi, repository: ProviderRepository): Promise<Key[] | null> =>
  api.list({ what: 'list the deploy keys', path: keysPath(repository), needs: gitlabNeeds.maintain }, Key);

const find = async (api: GitlabApi, repository: ProviderRepository, key: ProviderKey): Promise<Key | undefined> => {
  const keys = await list(api, repository);
  if (keys === null) throw api.rejected(404, gitlabNeeds.maintain, null);
  return keys.find((one) => keyBlob(one.key) === keyBlob(key.publicKey));
};

const forbidPush = async (api: GitlabApi, repository: ProviderRepository, key: Key): Promise<void> => {
  if (key.can_push !== true) return;
  await api.call(
    {
      what: 'take write access from the deploy key',
      method: 'PUT',
      path: `${keysPath(repository)}/${key.id}`,
      body: { title: key.title, can_push: false },
      needs: gitlabNeeds.maintain,
    },
    Key,
  );
};

/**
 * If the project has the key already, GitLab returns it. If another visible project has it, GitLab links it. If an
 * invisible project has it, GitLab refuses with 400 `fingerprint … has already been taken`.
 * Source: docs/design/providers.md, "GitLab: deploy keys".
 */
export const ensureGitlabKey = async (
  api: GitlabApi,
  repository: ProviderRepository,
  key: ProviderKey,
  settingsUrl: string,
): Promise<void> => {
  const found = await find(api, repository, key);
  if (found !== undefined) return forbidPush(api, repository, found);
  const what = 'add the deploy key';
  const answer = await api.attempt(
    {
      what,
      method: 'POST',
      path: keysPath(repository),
      body: { title: key.title, key: key.publicKey, can_push: false },
      needs: gitlabNeeds.maintain,
    },
    [400],
    Key,
  );
  if (answer.refused === null) return forbidPush(api, repository, answer.data);
  const { words } = answer;
  if (words === null || !/fingerprint/i.test(words) || !/taken/i.test(words)) {
    throw api.answered(what, 400, words);
  }
  if ((await find(api, repository, key)) === undefined) throw providerProblem.keyInUse('gitlab', settingsUrl);
};

export const removeGitlabKey = async (
  api: GitlabApi,
  repository: ProviderRepository,
  key: { readonly title: string; readonly publicKey: string | null },
): Promise<boolean> => {
  const keys = await list(api, repository);
  if (keys === null) {
    await api.goneOrRejected(repository);
    return false;
  }
  const blob = key.publicKey === null ? null : keyBlob(key.publicKey);
  const ours = keys.filter((one) => one.title === key.title || keyBlob(one.key) === blob);
  for (const { id } of ours) {
    await api.attempt(
      {
        what: 'remove the deploy key',
        method: 'DELETE',
        path: `${keysPath(repository)}/${id}`,
        needs: gitlabNeeds.maintain,
      },
      [404],
      AnyAnswer,
    );
  }
  return ours.length > 0;
};
