import * as z from 'zod';
import type { ProviderRepository } from '../git-provider.ts';
import { type ProviderAnswer, ProviderApi, type ProviderRefusal, type ProviderRequest } from '../provider-call.ts';
import type { ProviderAccess } from '../provider-credential.ts';

export const bitbucketNeeds = {
  read: 'It needs the scope read:repository:bitbucket (API token) or repository (access token).',
  keys: 'It needs the scopes read:repository:bitbucket and admin:repository:bitbucket (API token) or repository:admin (access token).',
  hooks:
    'It needs the scopes read:webhook:bitbucket, write:webhook:bitbucket and delete:webhook:bitbucket (API token) or webhook (access token), and administration rights to the repository.',
  status: 'It needs the scope write:repository:bitbucket (API token) or repository:write (access token).',
} as const;

const Repository = z.object({
  uuid: z.string().regex(/^\{[0-9a-f-]{36}\}$/i),
  full_name: z.string().regex(/^[^/]+\/[^/]+$/),
  mainbranch: z.object({ name: z.string() }).nullish(),
});

/** Lists of more pages than these are no lists of keys or hooks. */
const mostPages = 100;

const authorization = ({ credential }: ProviderAccess): string => {
  if (credential.kind !== 'token') throw new Error('Bitbucket takes a token.');
  const { token, username } = credential;
  return username === null ? `Bearer ${token}` : `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;
};

/** Bitbucket Cloud's API. The same token in the wrong form is a bare 401: Basic with a user name, otherwise Bearer. */
export class BitbucketApi extends ProviderApi {
  readonly #apiUrl: string;

  constructor(access: ProviderAccess) {
    super('bitbucket', access, authorization(access));
    this.#apiUrl = access.apiUrl;
  }

  /** Where a repository is: by its uuid, which survives renames, in the workspace that its name begins with. */
  path({ id, fullName }: ProviderRepository): string {
    return `/repositories/${encodeURIComponent(fullName.split('/')[0] ?? '')}/${encodeURIComponent(id)}`;
  }

  /** Reads all pages of a list. @returns null where it is not found: gone or hidden */
  async list<T>(request: ProviderRequest, Item: z.ZodType<T>): Promise<T[] | null> {
    const all = await this.pages(request, [404], Item, mostPages);
    if (all === 'too long') throw this.failed(request.what, `it has more than ${mostPages} pages`, null);
    return all;
  }

  /** As `list`, with its bounds. @returns null where it is refused with one of the statuses */
  async pages<T>(
    request: ProviderRequest,
    refusals: readonly number[],
    Item: z.ZodType<T>,
    most: number,
  ): Promise<T[] | null | 'too long'> {
    const Page = z.object({ values: z.array(Item), next: z.string().optional() });
    const all: T[] = [];
    for (let path: string | null = request.path, count = 0; path !== null; count += 1) {
      if (count === most) return 'too long';
      const answer: ProviderAnswer<z.infer<typeof Page>> | ProviderRefusal = await this.attempt(
        { ...request, path },
        refusals,
        Page,
      );
      if (answer.refused !== null) return null;
      all.push(...answer.data.values);
      path = answer.data.next === undefined ? null : this.#within(request.what, answer.data.next);
    }
    return all;
  }

  /** @returns null where the repository is gone or hidden */
  async repository(path: string): Promise<ProviderRepository | null> {
    const answer = await this.attempt(
      { what: 'find the repository', path, needs: bitbucketNeeds.read },
      [404],
      Repository,
    );
    if (answer.refused !== null) return null;
    const { uuid, full_name: fullName, mainbranch } = answer.data;
    return { id: uuid, fullName, defaultBranch: mainbranch?.name ?? null };
  }

  /** By the uuid alone: its workspace may have changed with a transfer. */
  byId(id: string): Promise<ProviderRepository | null> {
    return this.repository(`/repositories/%7B%7D/${encodeURIComponent(id)}`);
  }

  /** What a list that is not found means: a credential that may see the repository, but not its settings, is refused. */
  async goneOrRejected(repository: ProviderRepository, needs: string): Promise<void> {
    if ((await this.byId(repository.id)) !== null) throw this.rejected(404, needs, null);
  }

  /** A page's `next` is a whole URL out of an answer: it is followed only within the API. */
  #within(what: string, next: string): string {
    if (!next.startsWith(`${this.#apiUrl}/`)) throw this.failed(what, 'its next page is at another place', null);
    return next.slice(this.#apiUrl.length);
  }
}
