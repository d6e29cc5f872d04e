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

const Repository = z.object({
  id: z.int(),
  full_name: z.string().check(z.regex(/^[^/]+\/[^/]+$/)),
  default_branch: z.nullish(z.string()),
  empty: z.nullish(z.boolean()),
});

/** Pages have 50 items at most by default; an instance may allow fewer. */
const pageItems = 50;
const mostPages = 200;

const pathOf = (fullName: string): string => `/repos/${fullName.split('/').map(encodeURIComponent).join('/')}`;

/** The API of Gitea and of Forgejo, which is the same for all that we call. */
export class GiteaApi extends ProviderApi {
  constructor(access: ProviderAccess) {
    if (access.credential.kind !== 'token') throw new Error('Gitea takes a token.');
    super('gitea', access, `token ${access.credential.token}`);
  }

  /** Reads all pages of a list: up to the count that it announces, otherwise up to an empty page. */
  async list<T>(request: ProviderRequest, Item: z.ZodMiniType<T>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const path = `${request.path}?page=${page}&limit=${pageItems}`;
      const { data, headers } = await this.call({ ...request, path }, z.array(Item));
      all.push(...data);
      const total = headers.get('x-total-count');
      if (data.length === 0 || (total !== null && all.length >= Number(total))) return all;
    }
    throw this.failed(request.what, `it has more than ${mostPages} pages`, null);
  }

  byName(fullName: string): Promise<ProviderRepository | null> {
    return this.#repository(pathOf(fullName));
  }

  byId(id: string): Promise<ProviderRepository | null> {
    return this.#repository(`/repositories/${encodeURIComponent(id)}`);
  }

  /**
   * Where a repository is now. Keys and hooks are reached by name alone, and a name of the past may by now be another
   * repository's: the id decides. @returns null where it is gone or hidden
   */
  async path({ id }: ProviderRepository): Promise<string | null> {
    const found = await this.byId(id);
    return found === null ? null : pathOf(found.fullName);
  }

  /** As `path`. @throws Problem `provider_credential_rejected` where it is gone or hidden */
  async pathOrReject(repository: ProviderRepository, needs: string): Promise<string> {
    const path = await this.path(repository);
    if (path === null) throw this.rejected(404, needs, null);
    return path;
  }

  /** @returns null where the repository is gone or hidden: Gitea answers 404 to both */
  async #repository(path: string): Promise<ProviderRepository | null> {
    const answer = await this.attempt(
      { what: 'find the repository', path, needs: giteaNeeds.read, follow: true },
      [404],
      Repository,
    );
    if (answer.refused !== null) return null;
    const { id, full_name: fullName, default_branch: branch, empty } = answer.data;
    return { id: String(id), fullName, defaultBranch: empty === true ? null : branch || null };
  }
}
