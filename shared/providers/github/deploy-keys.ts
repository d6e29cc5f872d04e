import * as z from 'zod/mini';
import { Problem } from '#shared/contract/problem.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { GitProvider, ProviderKey, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { keyBlob } from '#shared/providers/client/key-blob.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import type { GithubApi } from './api.ts';
import { type ApiAnswer, Id, isMissing, wordsOf } from './api-answer.ts';
import type { Purpose } from './api-problem.ts';
import type { GithubRepositories } from './repositories.ts';

/** `enabled` is missing on older Enterprise Servers. */
const Key = z.object({
  id: Id,
  key: z.string(),
  title: z.string(),
  read_only: z.boolean(),
  enabled: z.optional(z.boolean()),
});
type Key = z.infer<typeof Key>;

const needs =
  'It needs admin access to the repository: the permission Administration (read and write), or the scope repo of a classic token.';
const listing: Purpose = { what: 'list the deploy keys', needs };
const adding: Purpose = { what: 'add the deploy key', needs };
const removing: Purpose = { what: 'remove the deploy key', needs };

const isInUse = (answer: ApiAnswer): boolean => answer.status === 422 && /key is already in use/i.test(wordsOf(answer));

/**
 * Deploy keys of a repository. GitHub cannot change a key, so it is removed and added again.
 * Source: docs/design/providers.md, "GitHub: deploy keys".
 */
export class GithubDeployKeys {
  readonly #api: GithubApi;
  readonly #repositories: GithubRepositories;

  constructor(api: GithubApi, repositories: GithubRepositories) {
    this.#api = api;
    this.#repositories = repositories;
  }

  async ensure(repository: ProviderRepository, key: ProviderKey): Promise<void> {
    const place = await this.#repositories.require(repository);
    const found = await this.#find(place, key);
    const present = found ?? (await this.#add(place, key));
    if (present.enabled !== false) return;
    // A key that can open nothing is not left there.
    if (found === undefined) await this.#delete(place, present);
    throw this.#forbidden(place);
  }

  async remove(repository: ProviderRepository, key: Parameters<GitProvider['removeDeployKey']>[1]): Promise<boolean> {
    const place = await this.#repositories.locate(repository);
    if (place === null) return false;
    const wanted = key.publicKey === null ? null : keyBlob(key.publicKey);
    const ours = (await this.#list(place)).filter((one) => one.title === key.title || keyBlob(one.key) === wanted);
    for (const one of ours) await this.#delete(place, one);
    return ours.length > 0;
  }

  /** Finds our key. A key with write access is removed. */
  async #find(place: ProviderRepository, key: ProviderKey): Promise<Key | undefined> {
    const found = (await this.#list(place)).find((one) => keyBlob(one.key) === keyBlob(key.publicKey));
    if (found === undefined || found.read_only) return found;
    await this.#delete(place, found);
    return undefined;
  }

  async #add(place: ProviderRepository, key: ProviderKey): Promise<Key> {
    const answer = await this.#api.sendTo(place, {
      ...adding,
      method: 'POST',
      path: '/keys',
      // Without read_only the key could write.
      parameters: { title: key.title, key: key.publicKey, read_only: true },
      handles: isInUse,
    });
    if (!isInUse(answer)) return this.#api.read(Key.check(z.refine((made) => made.read_only)), answer, adding);
    // The key is on another repository, or another call has just added it to this one.
    const found = await this.#find(place, key);
    if (found !== undefined) return found;
    throw providerProblem.keyInUse(
      'github',
      providerProfiles.github.deployKeysUrl(`https://${this.#api.webHost}/${place.fullName}`),
    );
  }

  #list(place: ProviderRepository): Promise<Key[]> {
    return this.#api.list(place, { ...listing, method: 'GET', path: '/keys' }, Key);
  }

  async #delete(place: ProviderRepository, key: Key): Promise<void> {
    await this.#api.sendTo(place, {
      ...removing,
      method: 'DELETE',
      path: '/keys/{key_id}',
      parameters: { key_id: key.id },
      handles: isMissing,
    });
  }

  #forbidden(place: ProviderRepository): Problem {
    const [owner] = place.fullName.split('/');
    const url = `https://${this.#api.webHost}/organizations/${owner}/settings/deploy_keys`;
    return new Problem(
      'provider_credential_rejected',
      `GitHub keeps the deploy key of ${place.fullName} disabled: a policy of the organisation or the enterprise forbids deploy keys. An owner can allow them at ${url}`,
    );
  }
}
