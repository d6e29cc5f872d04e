import type { GitProvider, ProviderKey } from '#shared/providers/client/git-provider.ts';
import { giteaProvider } from '#shared/providers/gitea/provider.ts';
import { LoopbackStandIn, membersOf, textOf, withoutComment } from './loopback-stand-in.ts';
import type { ChangedFile, ProviderStandIn, PullRequest, SeenHook, SeenKey, SeenStatus } from './provider-stand-in.ts';
import type { SeenRequest, StandInAnswer } from './stand-in-server.ts';

type Hook = {
  readonly id: number;
  readonly secret: string;
  readonly contentType: string;
  url: string;
  active: boolean;
  events: unknown;
  branchFilter: string;
};
type Key = { readonly id: number; readonly title: string; readonly key: string; readonly readOnly: boolean };
/** A commit as a comparison lists it. */
export type ListedCommit = {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly files: readonly string[] | null;
};

const tokens = { good: '7f3d-canary-0c11d2b4', weak: '11aa-reader-22bb', wrong: '00ff-revoked-00ff' } as const;
const id = 77;
const api = '/git/api/v1';
const states = ['pending', 'success', 'error', 'failure', 'warning'];
const refused = (status: number, message: string): StandInAnswer => ({
  status,
  body: { message, url: 'https://git.acme.example/api/swagger' },
});
const notFound = refused(404, "The target couldn't be found.");
const missingScope = refused(
  403,
  'token does not have at least one of required scope(s), required=[write:repository], token scope=read:repository,read:user',
);

/** The name of an event in a request, and the events that it subscribes to. Source: measured on Gitea 1.26. */
const storedEvents = (event: unknown): readonly string[] =>
  event === 'pull_request_only'
    ? ['pull_request']
    : event === 'pull_request'
      ? ['pull_request', 'pull_request_assign', 'pull_request_comment', 'pull_request_label', 'pull_request_review']
      : [textOf(event)];

/** Gitea and Forgejo under a path of their own, as measured for docs/design/providers.md. */
export class GiteaStandIn extends LoopbackStandIn implements ProviderStandIn {
  readonly canaries = [tokens.good];
  readonly traits = {
    proofs: ['body-hmac'],
    redelivers: false,
    tellsMergeTime: true,
    sharesKeys: true,
    contextCharacters: 255,
    descriptionCharacters: 255,
    states: { pending: 'pending', running: 'pending', success: 'success', failure: 'failure', cancelled: 'error' },
    needs: { keys: /write:repository/, hooks: /write:repository/, statuses: /write:repository/ },
  } as const;
  /** What an instance may set: how many items a page has at most, and whether lists announce their length. */
  maxItems = 50;
  announcesTotals = true;
  /** Keys that people have as their own. */
  readonly personalKeys: string[] = [];
  #fullName = '';
  #oldNames = new Map<string, 'leads here' | 'another repository'>();
  #hidden = false;
  #keys: Key[] = [];
  #hooks: Hook[] = [];
  #statuses = new Map<string, SeenStatus[]>();
  #comparisons = new Map<string, StandInAnswer>();
  /** Keys and hooks that came to the repository that took an old name. */
  readonly strays: string[] = [];
  #pullRequests: PullRequest[] = [];
  holds: (commitSha: string, other: string) => boolean = () => false;
  /** Releases before 1.22 have no such route. */
  cannotCompare = false;
  #nextId = 1;

  protected readonly refusals = {
    keys: {
      pathEnd: '/keys',
      answer: refused(422, 'Deploy keys are switched off on this instance'),
      words: 'Deploy keys are switched off',
    },
    hooks: {
      pathEnd: '/hooks',
      answer: refused(422, 'Webhook URL is not allowed'),
      words: 'Webhook URL is not allowed',
    },
  };

  private constructor() {
    super();
    this.reset();
  }

  static async start(): Promise<GiteaStandIn> {
    const standIn = new GiteaStandIn();
    await standIn.listen();
    return standIn;
  }

  connect(credential: 'good' | 'wrong' | 'weak', timeoutMs?: number): GitProvider {
    return giteaProvider(this.access(api, { kind: 'token', token: tokens[credential], username: null }, timeoutMs));
  }

  override reset(): void {
    super.reset();
    this.maxItems = 50;
    this.announcesTotals = true;
    this.personalKeys.length = 0;
    this.strays.length = 0;
    this.#fullName = 'acme/odoo-custom';
    this.#oldNames = new Map();
    this.#hidden = false;
    this.#keys = [];
    this.#hooks = [];
    this.#statuses = new Map();
    this.#comparisons = new Map();
    this.#pullRequests = [];
    this.holds = () => false;
    this.cannotCompare = false;
  }

  repository(): { id: string; fullName: string } {
    return { id: String(id), fullName: this.#fullName };
  }

  rename(fullName: string): void {
    this.#oldNames.set(this.#fullName, 'leads here');
    this.#fullName = fullName;
  }

  /** Somebody makes another repository under the name that was given up. */
  takeOldNames(): void {
    for (const name of this.#oldNames.keys()) this.#oldNames.set(name, 'another repository');
  }

  hide(): void {
    this.#hidden = true;
  }

  keys(): readonly SeenKey[] {
    return this.#keys.map(({ title, key, readOnly }) => ({ title, publicKey: key, readOnly }));
  }

  addKey(key: ProviderKey & { readonly readOnly?: boolean }, where: 'here' | 'elsewhere'): void {
    if (where === 'elsewhere') return;
    const { title, publicKey, readOnly = true } = key;
    this.#keys.push({ id: this.#id(), title, key: withoutComment(publicKey), readOnly });
  }

  hooks(): readonly SeenHook[] {
    return this.#hooks.map(({ id: hookId, url, secret, active, contentType, events }) => ({
      id: String(hookId),
      url,
      secret,
      proof: 'body-hmac',
      active: active && contentType === 'json' && JSON.stringify(events) === '["push","pull_request","delete"]',
    }));
  }

  addHook({ url, secret, active }: { url: string; secret: string; active: boolean }): void {
    const events = ['push', 'pull_request', 'delete'];
    this.#hooks.push({ id: this.#id(), url, secret, active, contentType: 'json', events, branchFilter: '' });
  }

  /** Two commits on the way, as two pushes make them. */
  setComparison(base: string, head: string, files: readonly ChangedFile[] | 'incomplete'): void {
    if (files === 'incomplete') {
      this.setCommits(base, head, [{ sha: head, parents: [base], files: [] }], 300);
      return;
    }
    const paths = files.flatMap(({ path, previousPath }) =>
      previousPath === undefined ? [path] : [path, previousPath],
    );
    const between = 'b'.repeat(40);
    this.setCommits(base, head, [
      { sha: head, parents: [between], files: paths.slice(1) },
      { sha: between, parents: [base], files: paths.slice(0, 1) },
    ]);
  }

  setCommits(base: string, head: string, commits: readonly ListedCommit[], total = commits.length): void {
    const listed = commits.map(({ sha, parents, files }) => ({
      sha,
      parents: parents.map((parent) => ({ sha: parent, url: '' })),
      files: files?.map((filename) => ({ filename, status: 'modified' })) ?? null,
    }));
    this.#comparisons.set(`${base}...${head}`, { status: 200, body: { total_commits: total, commits: listed } });
  }

  addPullRequest(request: PullRequest): void {
    this.#pullRequests.push(request);
  }

  failDelivery(): void {
    // It remembers none.
  }

  statuses(commitSha: string): readonly SeenStatus[] {
    // Gitea keeps every status that was set; the newest of each context counts.
    const all = this.#statuses.get(commitSha) ?? [];
    return all.filter((one, index) => !all.slice(index + 1).some((later) => later.context === one.context));
  }

  rateLimit(retryAfterSeconds: number): void {
    // Gitea has no limit of its own: this is the proxy before it.
    const headers = { 'retry-after': String(retryAfterSeconds), 'content-type': 'text/html' };
    this.break({ status: 429, body: '<h1>429 Too Many Requests</h1>', headers });
  }

  protected answer(request: SeenRequest): StandInAnswer {
    const credential = (['good', 'weak'] as const).find(
      (name) => request.headers.authorization === `token ${tokens[name]}`,
    );
    if (credential === undefined) return refused(401, 'user does not exist [uid: 0, name: ]');
    const path = decodeURIComponent(request.path.slice(api.length));
    if (path === '/user') return { status: 200, body: { id: 3, login: 'deployer' } };
    if (path === `/repositories/${id}`) return this.#hidden ? notFound : this.#shown();
    const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(path) ?? [];
    if (this.#hidden) return notFound;
    const old = this.#oldNames.get(name);
    if (old === 'leads here') {
      return { status: 301, headers: { location: `${api}/repos/${this.#fullName}${rest}` }, body: '' };
    }
    if (old === 'another repository') {
      this.strays.push(`${request.method} ${rest}`);
      return { status: 200, body: { id: id + 1, full_name: name, default_branch: 'main', empty: false } };
    }
    if (name !== this.#fullName) return notFound;
    if (rest === '') return this.#shown();
    return this.#inRepository(request, rest, credential === 'weak');
  }

  #shown(): StandInAnswer {
    return { status: 200, body: { id, full_name: this.#fullName, default_branch: 'main', empty: false } };
  }

  #inRepository(request: SeenRequest, rest: string, weak: boolean): StandInAnswer {
    if (weak && request.method !== 'GET') return missingScope;
    const [, kind, itemId] = /^\/(hooks|keys)(?:\/(\d+))?$/.exec(rest) ?? [];
    if (kind === 'keys') return this.#keysOf(request, itemId === undefined ? null : Number(itemId));
    if (kind === 'hooks') return this.#hooksOf(request, itemId === undefined ? null : Number(itemId));
    const sha = /^\/statuses\/([0-9a-f]{40})$/.exec(rest)?.[1];
    if (sha !== undefined && request.method === 'POST') return this.#setStatus(sha, membersOf(request.body));
    const merged = /^\/commits\/([^/]+)\/pull$/.exec(rest)?.[1];
    if (merged !== undefined) return this.#requestOf(merged);
    if (rest === '/pulls') return this.#listRequests(request);
    const compared = /^\/compare\/(.+)$/.exec(rest)?.[1];
    if (compared !== undefined && request.query.get('files') === 'false') return this.#history(compared);
    return (compared === undefined ? undefined : this.#comparisons.get(compared)) ?? notFound;
  }

  #page(request: SeenRequest, items: readonly unknown[]): StandInAnswer {
    const size = Math.min(Number(request.query.get('limit') ?? 30), this.maxItems);
    const page = Number(request.query.get('page') ?? 1);
    return {
      status: 200,
      body: items.slice((page - 1) * size, page * size),
      ...(this.announcesTotals ? { headers: { 'x-total-count': String(items.length) } } : {}),
    };
  }

  #keysOf(request: SeenRequest, keyId: number | null): StandInAnswer {
    const shown = ({ id: shownId, title, key, readOnly }: Key): object => ({
      id: shownId,
      key_id: shownId,
      key,
      title,
      read_only: readOnly,
    });
    if (request.method === 'GET') return this.#page(request, this.#keys.map(shown));
    if (request.method === 'DELETE') {
      // 204, and 204 again.
      this.#keys = this.#keys.filter((key) => key.id !== keyId);
      return { status: 204 };
    }
    if (request.method !== 'POST') return refused(405, 'Method Not Allowed');
    const body = membersOf(request.body);
    const [title, key] = [textOf(body.title), withoutComment(textOf(body.key))];
    if (this.#keys.some((other) => other.key === key)) {
      return refused(422, 'This key has already been added to this repository');
    }
    if (this.personalKeys.includes(key)) return refused(422, 'Key content has been used as non-deploy key');
    if (this.#keys.some((other) => other.title === title)) {
      return refused(422, 'A key with the same name already exists');
    }
    const made = { id: this.#id(), title, key, readOnly: body.read_only === true };
    this.#keys.push(made);
    return { status: 201, body: shown(made) };
  }

  #hooksOf(request: SeenRequest, hookId: number | null): StandInAnswer {
    const shown = (hook: Hook): object => ({
      id: hook.id,
      type: 'gitea',
      active: hook.active,
      events: hook.events,
      branch_filter: hook.branchFilter,
      config: { url: hook.url, content_type: hook.contentType },
      authorization_header: '',
    });
    const one = this.#hooks.find((hook) => hook.id === hookId);
    if (hookId !== null && one === undefined) return notFound;
    if (request.method === 'GET') return this.#page(request, this.#hooks.map(shown));
    if (request.method === 'DELETE') {
      this.#hooks = this.#hooks.filter((hook) => hook !== one);
      return { status: 204 };
    }
    const body = membersOf(request.body);
    const config = membersOf(JSON.stringify(body.config ?? {}));
    // What is omitted is reset: inactive, pushes only, every branch.
    const content = {
      url: textOf(config.url),
      active: body.active === true,
      events: (Array.isArray(body.events) ? body.events : ['push']).flatMap(storedEvents),
      branchFilter: textOf(body.branch_filter),
    };
    if (one !== undefined) {
      // The secret stays what it was.
      Object.assign(one, content);
      return { status: 200, body: shown(one) };
    }
    if (body.type !== 'gitea') return refused(422, 'Invalid hook type');
    if (!['json', 'form'].includes(textOf(config.content_type))) return refused(422, 'Invalid content type');
    const [secret, contentType] = [textOf(config.secret), textOf(config.content_type)];
    const made = { id: this.#id(), secret, contentType, ...content };
    this.#hooks.push(made);
    return { status: 201, body: shown(made) };
  }

  /** All that were closed, since this release does not know `base_branch`; merged or not. */
  #listRequests({ query }: SeenRequest): StandInAnswer {
    if (query.get('state') !== 'closed' || query.get('sort') !== 'recentupdate') return refused(422, 'sort');
    const closed = this.#pullRequests.filter(({ state }) => state !== 'open').toReversed();
    const body = closed.slice(0, Number(query.get('limit'))).map(({ number, branch, state, commitSha, mergedAt }) => ({
      number,
      state: 'closed',
      merged: state === 'merged',
      merged_at: state === 'merged' ? mergedAt : null,
      merge_commit_sha: state === 'merged' ? commitSha : null,
      base: { label: branch, ref: branch, sha: 'e'.repeat(40) },
    }));
    return { status: 200, body };
  }

  /** `A...B`: how many commits B has that A does not hold. */
  #history(spec: string): StandInAnswer {
    const [commit = '', other = ''] = spec.split('...');
    if (this.cannotCompare || /^f+$/.test(other)) return notFound;
    const isHeld = commit === other || this.holds(commit, other);
    return { status: 200, body: { total_commits: isHeld ? 0 : 1, commits: [] } };
  }

  /** The merged one alone, by the commit that its merge made. */
  #requestOf(sha: string): StandInAnswer {
    const one = this.#pullRequests.find(({ commitSha, state }) => commitSha === sha && state === 'merged');
    if (one === undefined) return notFound;
    const { number, branch, commitSha, mergedAt } = one;
    const base = { label: branch, ref: branch, sha: 'e'.repeat(40) };
    const times = { merged_at: mergedAt, closed_at: mergedAt };
    return {
      status: 200,
      body: { number, state: 'closed', merged: true, merge_commit_sha: commitSha, base, ...times },
    };
  }

  #setStatus(sha: string, body: Readonly<Record<string, unknown>>): StandInAnswer {
    const [state, context] = [textOf(body.state), textOf(body.context)];
    if (!states.includes(state) || context.length > 255) return refused(422, 'Invalid state');
    const status = { state, context, description: textOf(body.description), targetUrl: textOf(body.target_url) };
    this.#statuses.set(sha, [...(this.#statuses.get(sha) ?? []), status]);
    return { status: 201, body: { id: this.#id(), status: state, context } };
  }

  #id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }
}
