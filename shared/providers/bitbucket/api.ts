import * as z from 'zod/mini';
import type { ProviderRepository } from '#shared/providers/client/git-provider.ts';
import {
  type ProviderAnswer,
  ProviderApi,
  type ProviderRefusal,
  type ProviderRequest,
} from '#shared/providers/client/provider-call.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';

export const bitbucketNeeds = {
  read: 'It needs the scope read:repository:bitbucket (API token) or repository (access token).',
  keys: 'It needs the scopes read:repository:bitbucket and admin:repository:bitbucket (API token) or repository:admin (access token).',
  hooks:
    'It needs the scopes read:webhook:bitbucket, write:webhook:bitbucket and delete:webhook:bitbucket (API token) or webhook (access token), and administration rights to the repository.',
  pullRequests: 'It needs the scope read:pullrequest:bitbucket (API token) or pullrequest (access token).',
  status: 'It needs the scope write:repository:bitbucket (API token) or repository:write (access token).',
} as const;

const Repository = z.object({
  uuid: z.string().check(z.regex(/^\{[0-9a-f-]{36}\}$/i)),
  full_name: z.string().check(z.regex(/^[^/]+\/[^/]+$/)),
  mainbranch: z.nullish(z.object({ name: z.string() })),
});

/** Lists of more pages than these are no lists of keys or hooks. */
const mostPages = 100;

const authorization = ({ credential }: ProviderAccess): string => {
  if (credential.kind !== 'token') throw new Error('Bitbucket takes a token.');
  const { token, username } = credential;
  return username === null ? `Bearer ${token}` : `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;
};

const pathOf = (id: string, fullName: string): string =>
  `/repositories/${encodeURIComponent(fullName.split('/')[0] ?? '')}/${encodeURIComponent(id)}`;

/** Bitbucket Cloud's API. The same token in the wrong form is a bare 401: Basic with a user name, otherwise Bearer. */
export class BitbucketApi extends ProviderApi {
  readonly #apiUrl: string;

  constructor(access: ProviderAccess) {
    super('bitbucket', access, authorization(access));
    this.#apiUrl = access.apiUrl;
  }

  /** Reads all pages of a list of a repository's settings: not found, it is hidden from the credential. */
  async list<T>(request: ProviderRequest, Item: z.ZodMiniType<T>): Promise<T[]> {
    const all = await this.pages(request, [404], Item, mostPages);
    if (all === 404) throw this.rejected(404, request.needs, null);
    if (typeof all === 'number') throw this.failed(request.what, `it has more than ${mostPages} pages`, null);
    return all;
  }

  /** Reads all pages. @returns the status where it is refused with one of these, and 413 where there are more than the most */
  async pages<T>(
    request: ProviderRequest,
    refusals: readonly number[],
    Item: z.ZodMiniType<T>,
    most: number,
  ): Promise<T[] | number> {
    const Page = z.object({ values: z.array(Item), next: z.optional(z.string()) });
    const all: T[] = [];
    for (let path: string | null = request.path, count = 0; path !== null; count += 1) {
      if (count === most) return 413;
      const answer: ProviderAnswer<z.infer<typeof Page>> | ProviderRefusal = await this.attempt(
        { ...request, path },
        refusals,
        Page,
      );
      if (answer.refused !== null) return answer.refused;
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

  /**
   * Where a repository is now: under its uuid, which survives renames, in the workspace that its name begins with, which a
   * transfer changes. @returns null where it is gone or hidden
   */
  async path({ id, fullName }: ProviderRepository): Promise<string | null> {
    const here = pathOf(id, fullName);
    if ((await this.repository(here)) !== null) return here;
    const moved = await this.byId(id);
    return moved === null ? null : pathOf(id, moved.fullName);
  }

  /** As `path`. @throws Problem `provider_credential_rejected` where it is gone or hidden */
  async pathOrReject(repository: ProviderRepository, needs: string): Promise<string> {
    const path = await this.path(repository);
    if (path === null) throw this.rejected(404, needs, null);
    return path;
  }

  /** A page's `next` is a whole URL out of an answer: it is followed only within the API. */
  #within(what: string, next: string): string {
    if (!next.startsWith(`${this.#apiUrl}/`)) throw this.failed(what, 'its next page is at another place', null);
    return next.slice(this.#apiUrl.length);
  }
}
