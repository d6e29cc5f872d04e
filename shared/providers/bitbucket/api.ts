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

/** A repository, alone or in a list. */
export const RepositoryAnswer = z.object({
  uuid: z.string().check(z.regex(/^\{[0-9a-f-]{36}\}$/i)),
  full_name: z.string().check(z.regex(/^[^/]+\/[^/]+$/)),
  mainbranch: z.nullish(z.object({ name: z.string() })),
});

/** No list of keys or webhooks has more pages than this. */
const maxPages = 100;

/** The wrong form of a credential gets a 401 without an explanation. */
const tokenForms =
  "An API token needs the account's e-mail address as its username; an access token of a repository or workspace needs no username.";

const authorization = ({ credential }: ProviderAccess): string => {
  if (credential.kind !== 'token') throw new Error('Bitbucket takes a token.');
  const { token, username } = credential;
  return username === null ? `Bearer ${token}` : `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;
};

const pathOf = (id: string, fullName: string): string =>
  `/repositories/${encodeURIComponent(fullName.split('/')[0] ?? '')}/${encodeURIComponent(id)}`;

/**
 * Bitbucket Cloud's API. A token with a user name is sent as Basic, otherwise as Bearer; the wrong form gets a 401
 * without an explanation.
 */
export class BitbucketApi extends ProviderApi {
  readonly #apiUrl: string;

  constructor(access: ProviderAccess) {
    super('bitbucket', access, authorization(access));
    this.#apiUrl = access.apiUrl;
  }

  override rejected(status: number, needs: string, words: string | null): Error {
    return super.rejected(status, status === 401 ? `${needs} ${tokenForms}` : needs, words);
  }

  /** Reads all pages of a list of repository settings. A 404 means that the list is hidden from the credential. */
  async list<T>(request: ProviderRequest, Item: z.ZodMiniType<T>): Promise<T[]> {
    const all = await this.pages(request, [404], Item, maxPages);
    if (all === 404) throw this.rejected(404, request.needs, null);
    if (typeof all === 'number') throw this.failed(request.what, `it has more than ${maxPages} pages`, null);
    return all;
  }

  /** Reads all pages. @returns the status if it is one of the refusals, and 413 if there are more pages than `max` */
  async pages<T>(
    request: ProviderRequest,
    refusals: readonly number[],
    Item: z.ZodMiniType<T>,
    max: number,
  ): Promise<T[] | number> {
    const Page = z.object({ values: z.array(Item), next: z.optional(z.string()) });
    const all: T[] = [];
    for (let path: string | null = request.path, count = 0; path !== null; count += 1) {
      if (count === max) return 413;
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

  /** @returns null if the repository is gone or hidden */
  async repository(path: string): Promise<ProviderRepository | null> {
    const answer = await this.attempt(
      { what: 'find the repository', path, needs: bitbucketNeeds.read },
      [404],
      RepositoryAnswer,
    );
    if (answer.refused !== null) return null;
    const { uuid, full_name: fullName, mainbranch } = answer.data;
    return { id: uuid, fullName, defaultBranch: mainbranch?.name ?? null };
  }

  /** By uuid alone, because a transfer may have changed the workspace. */
  byId(id: string): Promise<ProviderRepository | null> {
    return this.repository(`/repositories/%7B%7D/${encodeURIComponent(id)}`);
  }

  /**
   * The path of a repository: its uuid, which survives renames, below the workspace of its name, which a transfer
   * changes.
   * @returns null if it is gone or hidden
   */
  async path({ id, fullName }: ProviderRepository): Promise<string | null> {
    const here = pathOf(id, fullName);
    if ((await this.repository(here)) !== null) return here;
    const moved = await this.byId(id);
    return moved === null ? null : pathOf(id, moved.fullName);
  }

  /** Like `path`. @throws Problem `provider_credential_rejected` if it is gone or hidden */
  async pathOrReject(repository: ProviderRepository, needs: string): Promise<string> {
    const path = await this.path(repository);
    if (path === null) throw this.rejected(404, needs, null);
    return path;
  }

  /** `next` is a full URL from an answer, so it is followed only within the API. */
  #within(what: string, next: string): string {
    if (!next.startsWith(`${this.#apiUrl}/`)) throw this.failed(what, 'its next page is at another place', null);
    return next.slice(this.#apiUrl.length);
  }
}
