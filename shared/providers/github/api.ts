import type { Octokit } from 'octokit';
import * as z from 'zod/mini';
import { Problem } from '#shared/contract/problem.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import { type ApiAnswer, header } from './api-answer.ts';
import { apiClient } from './api-client.ts';
import type { Purpose } from './api-problem.ts';
import { appLogin, installationToken } from './app-installation.ts';
import { type ApiRequest, read, send } from './exchange.ts';
import { SecretWords } from './secret-words.ts';

/** A repository, addressed by its name. A known `id` prevents a redirect to another repository. */
export type RepositoryAddress = { readonly fullName: string; readonly id: string | null };

/** A repository has at most a few dozen keys and webhooks, so more pages than this are an error. */
const maxPages = 50;

/** GitHub's API with one credential. Its methods throw only Problems, which never quote a secret. */
export class GithubApi {
  readonly #access: ProviderAccess;
  readonly #secrets = new SecretWords();
  #client: Octokit | null = null;

  constructor(access: ProviderAccess) {
    this.#access = access;
    const { credential } = access;
    this.#secrets.add(credential.kind === 'token' ? credential.token : credential.privateKey);
  }

  /** The host of the web pages. Source: docs/design/providers.md, "GitHub: calling the API". */
  get webHost(): string {
    const { host } = new URL(this.#access.apiUrl);
    return host === 'api.github.com' || /^api\.[^.]+\.ghe\.com$/.test(host) ? host.slice('api.'.length) : host;
  }

  get isApp(): boolean {
    return this.#access.credential.kind === 'app';
  }

  /** Registers a text that no message may quote. */
  keepSecret(text: string): void {
    this.#secrets.add(text);
  }

  read<T>(schema: z.ZodMiniType<T>, answer: ApiAnswer, purpose: Purpose): T {
    return read(schema, answer, purpose, this.#secrets);
  }

  /** The login of a GitHub App; null if the credential is a token. */
  async appLogin(): Promise<string | null> {
    const { credential } = this.#access;
    if (credential.kind === 'token') return null;
    await this.#authorized();
    return appLogin(this.#access, credential, this.#secrets);
  }

  async send(request: ApiRequest): Promise<ApiAnswer> {
    const answer = await send(await this.#authorized(), request, this.#secrets);
    if (answer.status < 300 || answer.status >= 400) return answer;
    throw this.#redirected(request);
  }

  /**
   * Sends a request to a repository; `path` follows its name. The redirect of a renamed repository is followed once,
   * only within the same API to `/repositories/{id}`, and only to the expected id.
   * Source: docs/design/providers.md, "GitHub: pings, merges and renames" and "GitHub: repositories".
   */
  async sendTo(repository: RepositoryAddress, request: ApiRequest): Promise<ApiAnswer> {
    const [owner, repo] = repository.fullName.split('/');
    const named = {
      ...request,
      path: `/repos/{owner}/{repo}${request.path}`,
      parameters: { ...request.parameters, owner, repo },
    };
    const answer = await send(await this.#authorized(), named, this.#secrets);
    if (answer.status < 300 || answer.status >= 400) return answer;
    const id = this.#redirectedTo(answer);
    if (id === null || (repository.id !== null && repository.id !== id)) throw this.#redirected(request);
    return this.sendById(id, request);
  }

  async sendById(id: string, request: ApiRequest): Promise<ApiAnswer> {
    const parameters = { ...request.parameters, repository_id: id };
    return this.send({ ...request, path: `/repositories/{repository_id}${request.path}`, parameters });
  }

  /** Reads all pages of a list. Pages are requested by number; the link header only shows whether there are more. */
  async list<T>(repository: RepositoryAddress, request: ApiRequest, item: z.ZodMiniType<T>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; page <= maxPages; page += 1) {
      const parameters = { ...request.parameters, per_page: 100, page };
      const answer = await this.sendTo(repository, { ...request, parameters });
      all.push(...this.read(z.array(item), answer, request));
      if (!/\brel="next"/.test(header(answer, 'link'))) return all;
    }
    throw providerProblem.failed('github', request.what, `the list has more than ${maxPages} pages`, null);
  }

  async #authorized(): Promise<Octokit> {
    this.#client ??= apiClient(this.#access, await this.#token());
    return this.#client;
  }

  async #token(): Promise<string> {
    const { credential } = this.#access;
    if (credential.kind === 'app') return installationToken(this.#access, credential, this.#secrets);
    // A header can hold nothing else, and the error of an invalid header would quote the token.
    if (/^[\x21-\x7e]+$/.test(credential.token)) return credential.token;
    throw new Problem(
      'provider_credential_rejected',
      'The token in the provider settings has characters that no token has.',
    );
  }

  #redirectedTo(answer: ApiAnswer): string | null {
    const { apiUrl } = this.#access;
    const location = header(answer, 'location');
    const target = URL.canParse(location, apiUrl) ? new URL(location, apiUrl).href : '';
    const start = `${apiUrl}/repositories/`;
    if (!target.startsWith(start)) return null;
    return /^(\d+)(?:[/?]|$)/.exec(target.slice(start.length))?.[1] ?? null;
  }

  #redirected(purpose: Purpose): Problem {
    return providerProblem.failed('github', purpose.what, 'it redirects to another place', null);
  }
}
