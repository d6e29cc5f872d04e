import type { GitProvider, ProviderKey } from '#shared/providers/client/git-provider.ts';
import { gitlabProvider } from '#shared/providers/gitlab/provider.ts';
import { LoopbackStandIn, membersOf, textOf, withoutComment } from './loopback-stand-in.ts';
import type { ChangedFile, ProviderStandIn, PullRequest, SeenHook, SeenKey, SeenStatus } from './provider-stand-in.ts';
import type { SeenRequest, StandInAnswer } from './stand-in-server.ts';

/** 19: signs. `19 without signing`: knows the fields, but its flag is off. 18: ignores the signing token without a word. */
export type GitlabRelease = '19' | '19 without signing' | '18';

type Hook = {
  readonly id: number;
  url: string;
  token: string;
  signingToken: string;
  disabled: boolean;
  template: string;
  flags: Readonly<Record<string, unknown>>;
};
type Key = { readonly id: number; readonly title: string; readonly key: string; canPush: boolean };
type Status = SeenStatus & { readonly ref: string | null };

const tokens = { good: 'glpat-canary-Zx81uQmA7', weak: 'glpat-readonly-3uT', wrong: 'glpat-revoked-9pL' } as const;
const project = { id: 4711 };
const api = '/gitlab/api/v4';
const defaults = { push_events: true, enable_ssl_verification: true };
const failed = (status: number, body: unknown): StandInAnswer => ({ status, body });
const notFound = failed(404, { message: '404 Project Not Found' });
const unauthorized = failed(401, { message: '401 Unauthorized' });

/** GitLab under a relative root, as docs/design/providers.md describes it. */
export class GitlabStandIn extends LoopbackStandIn implements ProviderStandIn {
  readonly canaries = [tokens.good];
  readonly traits;
  /** A template of a person's own, on hooks that are added from now on. */
  template = '';
  /** Whether the token has a date of expiry to tell. */
  personal = true;
  /** Whether a role that is too low is 404 and not 403, as some settings pages of some releases have it. */
  hidesSettings = false;
  readonly #release: GitlabRelease;
  #fullName = '';
  #oldNames: string[] = [];
  #hidden = false;
  #keys: Key[] = [];
  #elsewhere: { readonly key: string; readonly title: string; readonly visible: boolean }[] = [];
  #hooks: Hook[] = [];
  #statuses = new Map<string, Status[]>();
  #comparisons = new Map<string, StandInAnswer>();
  #pullRequests: PullRequest[] = [];
  holds: (commitSha: string, other: string) => boolean = () => false;
  #nextId = 1;

  protected readonly refusals = {
    keys: {
      pathEnd: '/deploy_keys',
      answer: { status: 400, body: { message: { 'deploy_key.key': ['type is forbidden. Must be RSA or ECDSA'] } } },
      words: 'type is forbidden',
    },
    hooks: {
      pathEnd: '/hooks',
      answer: { status: 422, body: { error: 'Invalid url given' } },
      words: 'Invalid url given',
    },
  };

  private constructor(release: GitlabRelease) {
    super();
    this.#release = release;
    this.traits = {
      proofs: release === '19' ? (['signing-token', 'plain-token'] as const) : (['plain-token'] as const),
      redelivers: false,
      tellsMergeTime: true,
      sharesKeys: false,
      contextCharacters: 255,
      descriptionCharacters: 255,
      states: { pending: 'pending', running: 'running', success: 'success', failure: 'failed', cancelled: 'canceled' },
      needs: { keys: /Maintainer/, hooks: /Maintainer/, statuses: /Developer/ },
    } as const;
    this.reset();
  }

  static async start(release: GitlabRelease): Promise<GitlabStandIn> {
    const standIn = new GitlabStandIn(release);
    await standIn.listen();
    return standIn;
  }

  connect(credential: 'good' | 'wrong' | 'weak', timeoutMs?: number): GitProvider {
    return gitlabProvider(this.access(api, { kind: 'token', token: tokens[credential], username: null }, timeoutMs));
  }

  override reset(): void {
    super.reset();
    this.#fullName = 'acme/odoo-custom';
    this.#oldNames = [];
    this.#hidden = false;
    this.#keys = [];
    this.#elsewhere = [];
    this.#hooks = [];
    this.#statuses = new Map();
    this.#comparisons = new Map();
    this.#pullRequests = [];
    this.holds = () => false;
    this.madeBy = 'merge_commit_sha';
    this.template = '';
    this.personal = true;
    this.hidesSettings = false;
  }

  repository(): { id: string; fullName: string } {
    return { id: String(project.id), fullName: this.#fullName };
  }

  rename(fullName: string): void {
    this.#oldNames.push(this.#fullName);
    this.#fullName = fullName;
  }

  hide(): void {
    this.#hidden = true;
  }

  keys(): readonly SeenKey[] {
    return this.#keys.map(({ title, key, canPush }) => ({ title, publicKey: key, readOnly: !canPush }));
  }

  addKey(
    key: ProviderKey & { readonly readOnly?: boolean },
    where: 'here' | 'elsewhere' | 'in a visible project',
  ): void {
    if (where !== 'here') {
      this.#elsewhere.push({ key: withoutComment(key.publicKey), title: key.title, visible: where !== 'elsewhere' });
      return;
    }
    this.#keys.push({ id: this.#id(), title: key.title, key: key.publicKey, canPush: key.readOnly === false });
  }

  hooks(): readonly SeenHook[] {
    return this.#hooks.map((hook) => ({
      id: String(hook.id),
      url: hook.url,
      active: !hook.disabled && hook.flags.push_events === true,
      // A hook that carries both proves with both: neither is its one proof.
      proof: hook.signingToken === '' ? 'plain-token' : hook.token === '' ? 'signing-token' : 'body-hmac',
      secret:
        hook.signingToken === ''
          ? hook.token
          : Buffer.from(hook.signingToken.replace('whsec_', ''), 'base64').toString('base64url'),
    }));
  }

  addHook({ url, secret, active }: { url: string; secret: string; active: boolean }): void {
    const { template } = this;
    const hook = { id: this.#id(), url, token: secret, signingToken: '', disabled: !active, template, flags: defaults };
    this.#hooks.push(hook);
  }

  /** What GitLab keeps of each hook besides its secret. */
  flags(): readonly Readonly<Record<string, unknown>>[] {
    return this.#hooks.map(({ flags }) => flags);
  }

  setComparison(base: string, head: string, files: readonly ChangedFile[] | 'incomplete', by?: object): void {
    const diffs = (files === 'incomplete' ? [] : files).map(({ path, previousPath }) => ({
      old_path: previousPath ?? path,
      new_path: path,
      diff: '@@ -1 +1 @@',
      collapsed: false,
      too_large: false,
      ...by,
    }));
    this.#comparisons.set(`${base}..${head}`, {
      status: 200,
      body: { commits: [], diffs, compare_timeout: files === 'incomplete', compare_same_ref: false },
    });
  }

  addPullRequest(request: PullRequest): void {
    this.#pullRequests.push(request);
  }

  /** Which field tells the commit that a merge made: squashed commits and fast-forwards have one of their own. */
  madeBy: 'merge_commit_sha' | 'squash_commit_sha' | 'sha' = 'merge_commit_sha';

  failDelivery(): void {
    // It remembers none.
  }

  statuses(commitSha: string): readonly SeenStatus[] {
    return (this.#statuses.get(commitSha) ?? []).map(({ ref: _, ...status }) => status);
  }

  rateLimit(retryAfterSeconds: number): void {
    this.break({ status: 429, body: 'Retry later\n', headers: { 'retry-after': String(retryAfterSeconds) } });
  }

  protected answer(request: SeenRequest): StandInAnswer {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== tokens.good && bearer !== tokens.weak) return unauthorized;
    const path = request.path.startsWith(`${api}/`) ? request.path.slice(api.length) : '';
    if (path === '/user') return { status: 200, body: { id: 7, username: 'deployer' } };
    if (path === '/personal_access_tokens/self') {
      return this.personal ? { status: 200, body: { id: 1, expires_at: '2027-03-01' } } : notFound;
    }
    const [, name = '', rest = ''] = /^\/projects\/([^/]+)(.*)$/.exec(path) ?? [];
    const idOrName = decodeURIComponent(name);
    if (this.#hidden) return notFound;
    if (this.#oldNames.includes(idOrName)) {
      const location = `${this.server.url}${api}/projects/${project.id}${rest}`;
      return request.method === 'GET'
        ? { status: 301, headers: { location }, body: { message: 'Moved Permanently' } }
        : failed(405, { message: '405 Non GET methods are not allowed for moved projects' });
    }
    if (idOrName !== String(project.id) && idOrName !== this.#fullName) return notFound;
    return this.#inProject(request, rest, bearer === tokens.weak);
  }

  #inProject(request: SeenRequest, rest: string, weak: boolean): StandInAnswer {
    if (rest === '' && request.method === 'GET') {
      const body = { id: project.id, path_with_namespace: this.#fullName, default_branch: 'main', archived: false };
      return { status: 200, body };
    }
    if (rest === '/repository/compare') return this.#compare(request);
    if (rest === '/repository/merge_base') return this.#mergeBase(request);
    if (rest === '/merge_requests') return this.#listRequests(request);
    const commit = /^\/repository\/commits\/([^/]+)\/merge_requests$/.exec(rest)?.[1];
    if (commit !== undefined) return this.#requestsOf(commit, request);
    if (weak && request.method !== 'GET') {
      return failed(403, {
        error: 'insufficient_scope',
        error_description: 'The request requires higher privileges than provided by the access token.',
        scope: 'api',
      });
    }
    const status = /^\/statuses\/([0-9a-f]+)$/.exec(rest)?.[1];
    if (status !== undefined) return this.#setStatus(status, request);
    if (this.hidesSettings) return failed(404, { message: '404 Not Found' });
    if (weak) return failed(403, { message: '403 Forbidden' });
    const [, kind, id] = /^\/(hooks|deploy_keys)(?:\/(\d+))?$/.exec(rest) ?? [];
    if (kind === 'hooks') return this.#hooksOf(request, id === undefined ? null : Number(id));
    if (kind === 'deploy_keys') return this.#keysOf(request, id === undefined ? null : Number(id));
    return failed(404, { error: '404 Not Found' });
  }

  #page(request: SeenRequest, items: readonly unknown[]): StandInAnswer {
    const size = Math.min(Number(request.query.get('per_page') ?? 20), 100);
    const page = Number(request.query.get('page') ?? 1);
    const next = page * size < items.length ? String(page + 1) : '';
    const body = items.slice((page - 1) * size, page * size);
    return { status: 200, body, headers: { 'x-next-page': next, 'x-total': String(items.length) } };
  }

  #shownKey = ({ id, title, key, canPush }: Key): object => ({
    id,
    title,
    key,
    fingerprint_sha256: 'SHA256:x',
    created_at: '2026-11-25T10:00:00Z',
    expires_at: null,
    can_push: canPush,
  });

  #keysOf(request: SeenRequest, id: number | null): StandInAnswer {
    const body = membersOf(request.body);
    const one = this.#keys.find((key) => key.id === id);
    if (id !== null && one === undefined) return failed(404, { message: '404 Deploy Key Not Found' });
    if (request.method === 'GET') return this.#page(request, this.#keys.map(this.#shownKey));
    if (request.method === 'POST') return this.#addKey(textOf(body.key), textOf(body.title), body.can_push === true);
    if (one === undefined) return failed(405, { error: '405 Not Allowed' });
    if (request.method === 'DELETE') {
      this.#keys = this.#keys.filter((key) => key !== one);
      return { status: 204 };
    }
    if (typeof body.can_push === 'boolean') one.canPush = body.can_push;
    return { status: 200, body: this.#shownKey(one) };
  }

  #addKey(key: string, title: string, canPush: boolean): StandInAnswer {
    const here = this.#keys.find((one) => withoutComment(one.key) === withoutComment(key));
    if (here !== undefined) return { status: 201, body: this.#shownKey(here) };
    const elsewhere = this.#elsewhere.find((one) => one.key === withoutComment(key));
    if (elsewhere?.visible === false) {
      return failed(400, { message: { 'deploy_key.fingerprint_sha256': ['has already been taken'] } });
    }
    const made = { id: this.#id(), title: elsewhere?.title ?? title, key, canPush };
    this.#keys.push(made);
    return { status: 201, body: this.#shownKey(made) };
  }

  #shownHook = (hook: Hook): object => ({
    id: hook.id,
    url: hook.url,
    project_id: project.id,
    alert_status: hook.disabled ? 'disabled' : 'executable',
    disabled_until: null,
    url_variables: [],
    custom_webhook_template: hook.template,
    ...hook.flags,
    ...(this.#release === '18'
      ? {}
      : { token_present: hook.token !== '', signing_token_present: hook.signingToken !== '' }),
  });

  #hooksOf(request: SeenRequest, id: number | null): StandInAnswer {
    const one = this.#hooks.find((hook) => hook.id === id);
    if (id !== null && one === undefined) return failed(404, { message: '404 Not found' });
    if (request.method === 'GET') return this.#page(request, this.#hooks.map(this.#shownHook));
    if (request.method === 'DELETE') {
      this.#hooks = this.#hooks.filter((hook) => hook !== one);
      return { status: 204 };
    }
    const { url, token, signing_token: signing, ...flags } = membersOf(request.body);
    if (typeof url !== 'string') return failed(400, { error: 'url is missing' });
    if (!URL.canParse(url)) return failed(422, { error: 'Invalid url given' });
    if (signing !== undefined && !/^whsec_[A-Za-z0-9+/]{43}=$/.test(textOf(signing))) {
      return failed(400, { message: { signing_token: ['is invalid'] } });
    }
    // A change drops the secrets that it does not repeat, and revives no hook that GitLab has given up on.
    const signingToken = this.#release === '19' ? textOf(signing) : '';
    const content = { url, token: textOf(token), signingToken, flags: { ...defaults, ...flags } };
    const hook: Hook = one ?? { id: this.#id(), disabled: false, template: '', ...content };
    if (one === undefined) this.#hooks.push(hook);
    else Object.assign(one, content);
    return { status: one === undefined ? 201 : 200, body: this.#shownHook(hook) };
  }

  #setStatus(commitSha: string, request: SeenRequest): StandInAnswer {
    if (!/^[0-9a-f]{40}$/.test(commitSha)) return failed(404, { message: '404 Commit Not Found' });
    const body = membersOf(request.body);
    const [state, context, description] = [textOf(body.state), textOf(body.name), textOf(body.description)];
    if (context.length > 255 || description.length > 255) {
      return failed(400, { message: { description: ['is too long (maximum is 255 characters)'] } });
    }
    const all = this.#statuses.get(commitSha) ?? [];
    const open = all.find((one) => one.context === context && ['pending', 'running'].includes(one.state));
    if (open?.state === state) {
      const event = state === 'pending' ? 'enqueue' : 'run';
      return failed(400, {
        message: `Cannot transition status via :${event} from :${state} (Reason(s): Status cannot…)`,
      });
    }
    const ref = typeof body.ref === 'string' ? body.ref : null;
    const status = { state, context, description, targetUrl: textOf(body.target_url), ref };
    this.#statuses.set(commitSha, [...all.filter((one) => one !== open), status]);
    return { status: 201, body: { id: this.#id(), sha: commitSha, status: state, name: context } };
  }

  #requestsOf(commit: string, request: SeenRequest): StandInAnswer {
    if (!/^[0-9a-f]{40}$/.test(commit)) return failed(404, { message: '404 Commit Not Found' });
    const related = this.#pullRequests.filter((one) => one.commitSha === commit || one.reviewed === commit);
    return this.#page(
      request,
      related.map((one) => this.#shownRequest(one)),
    );
  }

  #shownRequest({ number, branch, state, commitSha, reviewed, mergedAt }: PullRequest): object {
    return {
      id: 9000 + number,
      iid: number,
      state: state === 'open' ? 'opened' : state,
      target_branch: branch,
      merged_at: state === 'merged' ? mergedAt : null,
      squash_commit_sha: null,
      merge_commit_sha: null,
      sha: reviewed,
      ...(state === 'merged' ? { [this.madeBy]: commitSha } : {}),
    };
  }

  #listRequests(request: SeenRequest): StandInAnswer {
    const { query } = request;
    const asked = this.#pullRequests.filter(
      ({ state, branch }) => state === query.get('state') && branch === query.get('target_branch'),
    );
    return this.#page(
      request,
      asked.toReversed().map((one) => this.#shownRequest(one)),
    );
  }

  #mergeBase({ query }: SeenRequest): StandInAnswer {
    const [commit = '', other = ''] = query.getAll('refs[]');
    if (/^f+$/.test(other)) return failed(400, { message: 'Could not find ref' });
    const isHeld = commit === other || this.holds(commit, other);
    return { status: 200, body: { id: isHeld ? other.padEnd(40, '0') : 'd'.repeat(40) } };
  }

  #compare(request: SeenRequest): StandInAnswer {
    const { query } = request;
    if (query.get('straight') !== 'true') return failed(400, { error: 'straight is expected' });
    const found = this.#comparisons.get(`${query.get('from')}..${query.get('to')}`);
    return found ?? failed(404, { message: '404 Ref Not Found' });
  }

  #id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }
}
