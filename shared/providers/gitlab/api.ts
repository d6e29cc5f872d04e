import * as z from 'zod/mini';
import type { ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { ProviderApi, type ProviderRequest } from '#shared/providers/client/provider-call.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';

export const gitlabNeeds = {
  read: 'It needs the scope api and access to the project.',
  maintain: 'It needs the scope api and the role Maintainer in the project.',
  status: 'It needs the scope api and at least the role Developer in the project.',
} as const;

export const Project = z.object({
  id: z.int(),
  path_with_namespace: z.string().check(z.minLength(1)),
  default_branch: z.nullish(z.string()),
});

/** No list of keys or webhooks has more pages than this. */
const maxPages = 100;

/**
 * GitLab's API. The token is sent as Bearer, because every client drops that header on a redirect to another host.
 * Projects are addressed by number.
 */
export class GitlabApi extends ProviderApi {
  constructor(access: ProviderAccess) {
    if (access.credential.kind !== 'token') throw new Error('GitLab takes a token.');
    super('gitlab', access, `Bearer ${access.credential.token}`);
  }

  /** Reads all pages of a list. @returns null for a 404: gone, hidden, or the role is too low */
  async list<T>(request: ProviderRequest, Item: z.ZodMiniType<T>): Promise<T[] | null> {
    const all: T[] = [];
    for (let page = '1', count = 0; page !== ''; count += 1) {
      if (count === maxPages) throw this.failed(request.what, `it has more than ${maxPages} pages`, null);
      const path = `${request.path}?per_page=100&page=${encodeURIComponent(page)}`;
      const answer = await this.attempt({ ...request, path }, [404], z.array(Item));
      if (answer.refused !== null) return null;
      all.push(...answer.data);
      page = answer.headers.get('x-next-page') ?? '';
    }
    return all;
  }

  /** @returns null if the project is gone or hidden */
  async project(idOrPath: string): Promise<ProviderRepository | null> {
    const answer = await this.attempt(
      {
        what: 'find the project',
        path: `/projects/${encodeURIComponent(idOrPath)}`,
        needs: gitlabNeeds.read,
        follow: true,
      },
      [404],
      Project,
    );
    if (answer.refused !== null) return null;
    const { id, path_with_namespace: fullName, default_branch: defaultBranch } = answer.data;
    return { id: String(id), fullName, defaultBranch: defaultBranch ?? null };
  }

  /** Explains the 404 of a list: if the credential can see the project but not its settings, it is rejected. */
  async goneOrRejected(repository: ProviderRepository): Promise<void> {
    if ((await this.project(repository.id)) !== null) throw this.rejected(404, gitlabNeeds.maintain, null);
  }
}
