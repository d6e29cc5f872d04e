import * as z from 'zod/mini';
import type { ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { ProviderApi, type ProviderRequest } from '#shared/providers/client/provider-call.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';

export const giteaNeeds = {
  user: 'It needs the scopes read:user and write:repository.',
  read: 'It needs the scope read:repository.',
  admin: 'It needs the scope write:repository and administration rights to the repository.',
  status: 'It needs the scope write:repository and write access to the repository.',
} as const;

/** A repository, alone or in a list. */
export const RepositoryAnswer = z.object({
  id: z.int(),
  full_name: z.string().check(z.regex(/^[^/]+\/[^/]+$/)),
  default_branch: z.nullish(z.string()),
  empty: z.nullish(z.boolean()),
});

/** By default a page has at most 50 items; an instance may allow fewer. */
const pageItems = 50;
const maxPages = 200;

const pathOf = (fullName: string): string => `/repos/${fullName.split('/').map(encodeURIComponent).join('/')}`;

/** The API of Gitea and Forgejo, which are the same for all calls that oCore makes. */
export class GiteaApi extends ProviderApi {
  constructor(access: ProviderAccess) {
    if (access.credential.kind !== 'token') throw new Error('Gitea takes a token.');
    super('gitea', access, `token ${access.credential.token}`);
  }

  /** Reads all pages of a list: up to the announced count or, without one, up to an empty page. */
  async list<T>(request: ProviderRequest, Item: z.ZodMiniType<T>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; page <= maxPages; page += 1) {
      const path = `${request.path}?page=${page}&limit=${pageItems}`;
      const { data, headers } = await this.call({ ...request, path }, z.array(Item));
      all.push(...data);
      const total = headers.get('x-total-count');
      if (data.length === 0 || (total !== null && all.length >= Number(total))) return all;
    }
    throw this.failed(request.what, `it has more than ${maxPages} pages`, null);
  }

  byName(fullName: string): Promise<ProviderRepository | null> {
    return this.#repository(pathOf(fullName));
  }

  byId(id: string): Promise<ProviderRepository | null> {
    return this.#repository(`/repositories/${encodeURIComponent(id)}`);
  }

  /**
   * The present path of a repository. Keys and webhooks are reached by name, and an old name may now belong to another
   * repository, so the id is looked up first.
   * @returns null if it is gone or hidden
   */
  async path({ id }: ProviderRepository): Promise<string | null> {
    const found = await this.byId(id);
    return found === null ? null : pathOf(found.fullName);
  }

  /** Like `path`. @throws Problem `provider_credential_rejected` if it is gone or hidden */
  async pathOrReject(repository: ProviderRepository, needs: string): Promise<string> {
    const path = await this.path(repository);
    if (path === null) throw this.rejected(404, needs, null);
    return path;
  }

  /** @returns null if the repository is gone or hidden: Gitea answers 404 for both */
  async #repository(path: string): Promise<ProviderRepository | null> {
    const answer = await this.attempt(
      { what: 'find the repository', path, needs: giteaNeeds.read, follow: true },
      [404],
      RepositoryAnswer,
    );
    if (answer.refused !== null) return null;
    const { id, full_name: fullName, default_branch: branch, empty } = answer.data;
    return { id: String(id), fullName, defaultBranch: empty === true ? null : branch || null };
  }
}
