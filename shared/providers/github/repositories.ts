import * as z from 'zod/mini';
import type { GitProvider, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import type { GithubApi } from './api.ts';
import { type ApiAnswer, Id, isMissing } from './api-answer.ts';
import type { ApiRequest } from './exchange.ts';

const fullName = /^[\w.-]+\/[\w.-]+$/;
/** A name of dots would leave its path. */
const isFullName = (name: string): boolean => fullName.test(name) && !/(^|\/)\.{1,2}(\/|$)/.test(name);

const Repository = z.object({
  id: Id,
  full_name: z.string().check(z.maxLength(300), z.refine(isFullName)),
  default_branch: z.string().check(z.minLength(1), z.maxLength(1000)),
  size: z.optional(z.number()),
});

const find: ApiRequest = {
  what: 'find the repository',
  needs: 'It needs to see the repository: the permission Metadata (read), or the scope repo of a classic token.',
  method: 'GET',
  path: '',
  handles: isMissing,
};
const branches: ApiRequest = {
  what: 'list the branches of the repository',
  needs: 'It needs the permission Contents (read), or the scope repo of a classic token.',
  method: 'GET',
  path: '/branches',
  parameters: { per_page: 1 },
};

/** Repositories that a credential can see. */
export class GithubRepositories {
  readonly #api: GithubApi;

  constructor(api: GithubApi) {
    this.#api = api;
  }

  async find(by: Parameters<GitProvider['findRepository']>[0]): Promise<ProviderRepository | null> {
    if ('id' in by) return /^\d{1,20}$/.test(by.id) ? this.#found(await this.#api.sendById(by.id, find)) : null;
    return isFullName(by.fullName) ? this.#found(await this.#api.sendTo({ ...by, id: null }, find)) : null;
  }

  /**
   * The repository under its present name. An old name may belong to another repository now, without a sign from
   * GitHub, so the id is compared.
   * @returns null if it is gone or hidden
   */
  async locate(repository: ProviderRepository): Promise<ProviderRepository | null> {
    const named = await this.find({ fullName: repository.fullName });
    return named?.id === repository.id ? named : this.find({ id: repository.id });
  }

  /** @throws Problem if it is gone or hidden */
  async require(repository: ProviderRepository): Promise<ProviderRepository> {
    const found = await this.locate(repository);
    if (found !== null) return found;
    const needs = `It cannot see ${repository.fullName}, or the repository is gone.`;
    throw providerProblem.credentialRejected('github', 404, needs, null);
  }

  async #found(answer: ApiAnswer): Promise<ProviderRepository | null> {
    if (isMissing(answer)) return null;
    const { id, full_name, default_branch, size } = this.#api.read(Repository, answer, find);
    // An empty repository has a default branch only in name. Its size is 0, but so is that of a very small one.
    const isEmpty = size === 0 && (await this.#isEmpty({ id, fullName: full_name }));
    return { id, fullName: full_name, defaultBranch: isEmpty ? null : default_branch };
  }

  async #isEmpty(repository: { readonly id: string; readonly fullName: string }): Promise<boolean> {
    const answer = await this.#api.sendTo(repository, branches);
    return this.#api.read(z.array(z.unknown()), answer, branches).length === 0;
  }
}
