import type { SeenRequest, StandInAnswer } from '../stand-in-server.ts';
import { GithubAccounts, type GithubRights, githubAnswer } from './accounts.ts';
import { GithubRepository } from './repository.ts';

/** Below the path of an Enterprise Server, so that a path that is lost shows. */
export const githubBase = '/api/v3';
const versions = ['2022-11-28', '2026-03-10'];

/** How many seconds the limit lasts, and in which of GitHub's three ways it is told. */
export type GithubLimit = { readonly seconds: number; readonly told: 'primary' | 'secondary' | 'too many' };

/**
 * What the whole host answers: who may call, what it is called, and where it went.
 * Source: docs/design/providers.md, "GitHub: calling the API".
 */
export class GithubService {
  readonly accounts = new GithubAccounts();
  readonly repositories: GithubRepository[] = [];
  /** Names that were given up, with the repository that they lead to. */
  readonly formerNames = new Map<string, GithubRepository>();
  limit: GithubLimit | null = null;
  isHidden = false;
  tokenExpiration: string | null = null;
  /** Called before each change of a repository: what another caller does, who is faster. */
  beforeChange: (() => void) | null = null;

  reset(): void {
    this.repositories.splice(0);
    this.repositories.push(
      new GithubRepository(4_000_000_001, 'acme/odoo-custom'),
      new GithubRepository(7, 'rival/odoo'),
    );
    this.formerNames.clear();
    this.limit = null;
    this.isHidden = false;
    this.tokenExpiration = null;
    this.beforeChange = null;
  }

  answer(request: SeenRequest): StandInAnswer {
    if (request.headers['user-agent'] === undefined) {
      return githubAnswer(
        403,
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header',
      );
    }
    const version = request.headers['x-github-api-version'] ?? '2022-11-28';
    if (!versions.includes(version)) return githubAnswer(400, `Invalid API version ${version}`);
    if (!request.path.startsWith(`${githubBase}/`)) return { status: 404, body: '<html>Page not found</html>' };
    const path = request.path.slice(githubBase.length);
    if (this.limit !== null) return this.#limited(this.limit);
    if (path.startsWith('/app/')) return this.#asApp(request, path);
    const caller = this.accounts.rightsOf(request);
    if (caller === null) return githubAnswer(401, 'Bad credentials');
    if (path === '/user') return this.#user(this.accounts.isInstallation(caller.token));
    return this.#ofRepository(request, path, caller.rights);
  }

  #limited({ seconds, told }: GithubLimit): StandInAnswer {
    const reset = String(Math.floor(Date.now() / 1000) + seconds);
    if (told === 'primary') {
      const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      return { ...githubAnswer(403, 'API rate limit exceeded for user ID 1.'), headers };
    }
    const headers = { 'retry-after': String(seconds), 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': reset };
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return { ...githubAnswer(told === 'secondary' ? 403 : 429, message), headers };
  }

  #asApp(request: SeenRequest, path: string): StandInAnswer {
    const refusal = this.accounts.refuseApp(request);
    if (refusal !== null) return refusal;
    const [, id = '', rest = ''] = /^\/app\/installations\/(\d+)(.*)$/.exec(path) ?? [];
    const token = this.accounts.issue(id);
    if (token === null) return githubAnswer(404, 'Not Found');
    if (request.method === 'GET' && rest === '') {
      return {
        status: 200,
        body: { id: Number(id), account: { login: 'acme' }, app_slug: 'ocore', suspended_at: null },
      };
    }
    if (request.method !== 'POST' || rest !== '/access_tokens') return githubAnswer(404, 'Not Found');
    return {
      status: 201,
      body: { token, expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {} },
    };
  }

  #user(isInstallation: boolean): StandInAnswer {
    if (isInstallation) return githubAnswer(403, 'Resource not accessible by integration');
    const headers =
      this.tokenExpiration === null ? {} : { 'github-authentication-token-expiration': this.tokenExpiration };
    return { status: 200, body: { login: 'octocat', id: 1 }, headers };
  }

  #ofRepository(request: SeenRequest, path: string, rights: GithubRights): StandInAnswer {
    const byId = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
    const byName = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(path);
    const rest = byId?.[2] ?? byName?.[2] ?? '';
    const name = byName?.[1]?.toLowerCase();
    const repository = this.repositories.find((one) =>
      byId === null ? one.fullName.toLowerCase() === name : String(one.id) === byId[1],
    );
    const moved = name === undefined || repository !== undefined ? undefined : this.formerNames.get(name);
    if (this.isHidden) return githubAnswer(404, 'Not Found');
    if (moved !== undefined) return this.#redirect(request, moved, rest);
    if (repository === undefined) return githubAnswer(404, 'Not Found');
    const refusal = rights === 'read' ? this.#refuse(rest) : null;
    const isInUse = (key: string): boolean => this.repositories.some((one) => one.keys.some((has) => has.key === key));
    if (request.method !== 'GET') this.beforeChange?.();
    return refusal ?? repository.answer(request, rest, isInUse);
  }

  /** A missing permission is told in as many ways as GitHub has. */
  #refuse(rest: string): StandInAnswer | null {
    if (rest.startsWith('/hooks')) return githubAnswer(404, 'Not Found');
    if (!/^\/(keys|statuses)/.test(rest)) return null;
    const headers = {
      'x-accepted-github-permissions': rest.startsWith('/keys') ? 'administration=write' : 'statuses=write',
    };
    return { ...githubAnswer(403, 'Resource not accessible by personal access token'), headers };
  }

  #redirect(request: SeenRequest, moved: GithubRepository, rest: string): StandInAnswer {
    const query = request.query.size === 0 ? '' : `?${request.query}`;
    const location = `http://${request.headers.host}${githubBase}/repositories/${moved.id}${rest}${query}`;
    const status = request.method === 'GET' ? 301 : 307;
    return {
      status,
      body: { message: status === 301 ? 'Moved Permanently' : 'Temporary Redirect', url: location },
      headers: { location },
    };
  }
}
