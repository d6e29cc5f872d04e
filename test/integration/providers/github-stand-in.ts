import { guardedFetch } from '#shared/network/guarded-fetch.ts';
import type { GitProvider, ProviderKey } from '#shared/providers/client/git-provider.ts';
import { githubProvider } from '#shared/providers/github/provider.ts';
import { answerFaults, githubOperation, requestFaults } from './github/openapi.ts';
import type { GithubRepository } from './github/repository.ts';
import { type GithubLimit, GithubService, githubBase } from './github/service.ts';
import type { Refusals } from './loopback-stand-in.ts';
import type { ChangedFile, ProviderStandIn, PullRequest, SeenHook, SeenKey, SeenStatus } from './provider-stand-in.ts';
import { type Fault, type SeenRequest, type StandInAnswer, StandInServer } from './stand-in-server.ts';

/** What GitHub's API description says against the requests of all stand-ins of this process, and against their answers. */
export const descriptionFaults: string[] = [];
/** The operations of that description that were called. */
export const calledOperations = new Set<string>();

const checked = (service: GithubService, request: SeenRequest): StandInAnswer => {
  const path = request.path.slice(githubBase.length);
  const answer = service.answer(request);
  calledOperations.add(githubOperation(request.method, path)?.operationId ?? path);
  descriptionFaults.push(...requestFaults(request, path), ...answerFaults(request, path, answer));
  return answer;
};

const refusals: Refusals = {
  keys: {
    pathEnd: '/keys',
    answer: { status: 422, body: { message: 'Deploy keys are disabled for this repository', status: '422' } },
    words: 'Deploy keys are disabled for this repository',
  },
  hooks: {
    pathEnd: '/hooks',
    answer: {
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [{ resource: 'Hook', code: 'custom', message: 'The "push" event cannot have more than 20 hooks' }],
      },
    },
    words: 'cannot have more than 20 hooks',
  },
};

/** GitHub as docs/design/providers.md describes it, called with a token or as an App. */
export class GithubStandIn implements ProviderStandIn {
  readonly traits = {
    proofs: ['body-hmac'],
    redelivers: true,
    tellsMergeTime: true,
    sharesKeys: false,
    contextCharacters: 255,
    descriptionCharacters: 140,
    states: { pending: 'pending', running: 'pending', success: 'success', failure: 'failure', cancelled: 'error' },
    needs: {
      keys: /Administration \(read and write\)/,
      hooks: /Webhooks \(read and write\)/,
      statuses: /Commit statuses \(read and write\)/,
    },
  } as const;
  readonly #kind: 'token' | 'app';
  readonly #service: GithubService;
  readonly #server: StandInServer;

  private constructor(kind: 'token' | 'app', service: GithubService, server: StandInServer) {
    this.#kind = kind;
    this.#service = service;
    this.#server = server;
    this.reset();
  }

  static async start(kind: 'token' | 'app'): Promise<GithubStandIn> {
    const service = new GithubService();
    return new GithubStandIn(kind, service, await StandInServer.start((request) => checked(service, request)));
  }

  /** What only GitHub has: policies, archives, expiry. */
  get service(): GithubService {
    return this.#service;
  }

  /** The repository, for what only GitHub's has. */
  get own(): GithubRepository {
    const [own] = this.#service.repositories;
    if (own === undefined) throw new Error('The stand-in was not reset.');
    return own;
  }

  get apiUrl(): string {
    return `${this.#server.url}${githubBase}`;
  }

  get canaries(): readonly string[] {
    return this.#service.accounts.canaries;
  }

  connect(quality: 'good' | 'wrong' | 'weak', timeoutMs = 10_000): GitProvider {
    return githubProvider({
      apiUrl: this.apiUrl,
      credential: this.#service.accounts.credential(this.#kind, quality),
      fetch: guardedFetch({ baseUrl: this.apiUrl, allowLoopback: true, timeoutMs }),
    });
  }

  reset(): void {
    this.#service.reset();
    this.#server.forget();
  }

  repository(): { readonly id: string; readonly fullName: string } {
    return { id: String(this.own.id), fullName: this.own.fullName };
  }

  rename(fullName: string): void {
    this.#service.formerNames.set(this.own.fullName.toLowerCase(), this.own);
    this.own.fullName = fullName;
  }

  hide(): void {
    this.#service.isHidden = true;
  }

  keys(): readonly SeenKey[] {
    return this.own.seenKeys();
  }

  addKey(key: ProviderKey, where: 'here' | 'elsewhere'): void {
    const target = where === 'here' ? this.own : this.#service.repositories[1];
    target?.addKey(key.title, key.publicKey, true);
  }

  hooks(): readonly SeenHook[] {
    return this.own.seenHooks();
  }

  addHook({ url, secret, active }: { readonly url: string; readonly secret: string; readonly active: boolean }): void {
    this.own.addHook({ url, secret, content_type: 'form', insecure_ssl: '0' }, active, ['push']);
  }

  setComparison(base: string, head: string, files: readonly ChangedFile[] | 'incomplete'): void {
    const many = Array.from({ length: 301 }, (_, index) => ({ path: `addons/${index}.py` }));
    this.own.compare(base, head, 'ahead', files === 'incomplete' ? many : files);
  }

  addPullRequest(request: PullRequest): void {
    this.own.pullRequests.push(request);
  }

  get holds(): (commitSha: string, other: string) => boolean {
    return this.own.holds;
  }

  set holds(holds: (commitSha: string, other: string) => boolean) {
    this.own.holds = holds;
  }

  failDelivery(webhookId: string): void {
    this.own.deliveries.add(webhookId, 'lost', 0);
  }

  statuses(commitSha: string): readonly SeenStatus[] {
    return this.own.statuses.get(commitSha) ?? [];
  }

  break(fault: Fault, after?: number): void {
    this.#server.break(fault, after);
  }

  rateLimit(seconds: number, told: GithubLimit['told'] = 'primary'): void {
    this.#service.limit = { seconds, told };
  }

  refuse(what: 'keys' | 'hooks'): string {
    const { pathEnd, answer, words } = refusals[what];
    this.#server.refusePosts(pathEnd, answer);
    return words;
  }

  repair(): void {
    this.#service.limit = null;
    this.#server.repair();
  }

  requests(): readonly SeenRequest[] {
    return this.#server.requests;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }
}
