import { bitbucketProvider } from '#shared/providers/bitbucket/provider.ts';
import type { GitProvider, ProviderKey } from '#shared/providers/client/git-provider.ts';
import { LoopbackStandIn, membersOf, textOf, withoutComment } from './loopback-stand-in.ts';
import type { ChangedFile, ProviderStandIn, PullRequest, SeenHook, SeenKey, SeenStatus } from './provider-stand-in.ts';
import type { SeenRequest, StandInAnswer } from './stand-in-server.ts';

/** `api token`: a person's, sent as Basic with the e-mail address; `access token`: a repository's, sent as Bearer. */
export type BitbucketToken = 'api token' | 'access token';

type Hook = {
  readonly uuid: string;
  url: string;
  secret: string;
  active: boolean;
  events: unknown;
  skipsCheck: boolean;
};
type Key = { readonly id: number; readonly label: string; readonly key: string };
type Status = SeenStatus & { readonly key: string };

const api = '/2.0';
const email = 'deployer@acme.example';
const uuid = '{9b7f3a0e-6f0b-4c56-9d5e-0a5f2f3f7c11}';
const tokens = { good: 'ATATT3-canary-6Hq', weak: 'ATATT3-reader-1', wrong: 'ATATT3-revoked-2' } as const;
const knownEvents = ['repo:push', 'repo:updated', 'repo:transfer', 'pullrequest:created', 'pullrequest:fulfilled'];
const states = ['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED'];

const refused = (status: number, message: string, detail?: unknown): StandInAnswer => ({
  status,
  body: { type: 'error', error: { message, ...(detail === undefined ? {} : { detail }) } },
});
const notFound = refused(404, 'Repository acme/odoo-custom not found');
const lacking = (required: string): StandInAnswer =>
  refused(403, 'Your credentials lack one or more required privilege scopes.', {
    required: [required],
    granted: ['repository'],
  });

/** Bitbucket Cloud, as docs/design/providers.md describes it. */
export class BitbucketStandIn extends LoopbackStandIn implements ProviderStandIn {
  readonly canaries: readonly string[];
  readonly traits = {
    proofs: ['body-hmac'],
    redelivers: false,
    tellsMergeTime: false,
    sharesKeys: false,
    contextCharacters: 255,
    descriptionCharacters: 255,
    states: {
      pending: 'INPROGRESS',
      running: 'INPROGRESS',
      success: 'SUCCESSFUL',
      failure: 'FAILED',
      cancelled: 'STOPPED',
    },
    needs: { keys: /admin:repository:bitbucket/, hooks: /write:webhook:bitbucket/, statuses: /write:repository/ },
  } as const;
  /** Where the next pages are said to be; null: where they are. */
  nextPagesAt: string | null = null;
  /** Whether it takes the secrets that it is given. */
  takesSecrets = true;
  readonly #kind: BitbucketToken;
  #fullName = '';
  #hidden = false;
  #keys: Key[] = [];
  #elsewhere: string[] = [];
  #hooks: Hook[] = [];
  #statuses = new Map<string, Status[]>();
  #comparisons = new Map<string, StandInAnswer | readonly ChangedFile[]>();
  #pullRequests: PullRequest[] = [];
  holds: (commitSha: string, other: string) => boolean = () => false;
  #nextId = 1;

  protected readonly refusals = {
    keys: {
      pathEnd: '/deploy-keys',
      answer: refused(400, 'Access keys are disabled by an administrator of the workspace.'),
      words: 'Access keys are disabled',
    },
    hooks: {
      pathEnd: '/hooks',
      answer: {
        status: 400,
        body: {
          type: 'error',
          error: { message: 'Bad request', fields: { url: ['The URL must be reachable from the Internet.'] } },
        },
      },
      words: 'must be reachable from the Internet',
    },
  };

  private constructor(kind: BitbucketToken) {
    super();
    this.#kind = kind;
    this.canaries = [tokens.good, Buffer.from(`${email}:${tokens.good}`).toString('base64')];
    this.reset();
  }

  static async start(kind: BitbucketToken): Promise<BitbucketStandIn> {
    const standIn = new BitbucketStandIn(kind);
    await standIn.listen();
    return standIn;
  }

  connect(credential: 'good' | 'wrong' | 'weak', timeoutMs?: number, kind = this.#kind): GitProvider {
    const username = kind === 'api token' ? email : null;
    return bitbucketProvider(this.access(api, { kind: 'token', token: tokens[credential], username }, timeoutMs));
  }

  override reset(): void {
    super.reset();
    this.nextPagesAt = null;
    this.takesSecrets = true;
    this.#fullName = 'acme/odoo-custom';
    this.#hidden = false;
    this.#keys = [];
    this.#elsewhere = [];
    this.#hooks = [];
    this.#statuses = new Map();
    this.#comparisons = new Map();
    this.#pullRequests = [];
    this.holds = () => false;
  }

  repository(): { id: string; fullName: string } {
    return { id: uuid, fullName: this.#fullName };
  }

  /** Names of the past lead nowhere. */
  rename(fullName: string): void {
    this.#fullName = fullName;
  }

  hide(): void {
    this.#hidden = true;
  }

  keys(): readonly SeenKey[] {
    return this.#keys.map(({ label, key }) => ({ title: label, publicKey: key, readOnly: true }));
  }

  addKey(key: ProviderKey, where: 'here' | 'elsewhere'): void {
    if (where === 'here') this.#keys.push({ id: this.#id(), label: key.title, key: withoutComment(key.publicKey) });
    else this.#elsewhere.push(withoutComment(key.publicKey));
  }

  hooks(): readonly SeenHook[] {
    return this.#hooks.map(({ uuid: id, url, secret, active, events, skipsCheck }) => ({
      id,
      url,
      secret,
      proof: 'body-hmac',
      active: active && !skipsCheck && JSON.stringify(events) === '["repo:push","pullrequest:fulfilled"]',
    }));
  }

  addHook({ url, secret, active }: { url: string; secret: string; active: boolean }): void {
    const events = ['repo:push', 'pullrequest:fulfilled'];
    this.#hooks.push({ uuid: this.#uuid(), url, secret, active, events, skipsCheck: false });
  }

  setComparison(base: string, head: string, files: readonly ChangedFile[] | 'incomplete'): void {
    const tooLarge = refused(555, 'The diff is too large.');
    this.#comparisons.set(`${head}..${base}`, files === 'incomplete' ? tooLarge : files);
  }

  addPullRequest(request: PullRequest): void {
    this.#pullRequests.push(request);
  }

  failDelivery(): void {
    // It remembers none.
  }

  statuses(commitSha: string): readonly SeenStatus[] {
    return (this.#statuses.get(commitSha) ?? []).map(({ key: _, ...status }) => status);
  }

  statusKeys(commitSha: string): readonly string[] {
    return (this.#statuses.get(commitSha) ?? []).map(({ key }) => key);
  }

  rateLimit(retryAfterSeconds: number): void {
    const limited = refused(429, 'Rate limit for this resource has been exceeded');
    this.break({ ...limited, headers: { 'retry-after': String(retryAfterSeconds) } });
  }

  protected answer(request: SeenRequest): StandInAnswer {
    const credential = (['good', 'weak'] as const).find(
      (name) => request.headers.authorization === this.#authorization(tokens[name]),
    );
    if (credential === undefined) return { status: 401 };
    // Braces belong percent-encoded into a URL.
    if (/[{}]/.test(request.path)) return { status: 400, body: 'Bad Request' };
    const path = decodeURIComponent(request.path.slice(api.length));
    if (path === '/user') {
      return this.#kind === 'access token'
        ? lacking('account')
        : { status: 200, body: { uuid: '{1}', nickname: 'deployer', display_name: 'Deployer' } };
    }
    const [, workspace, slug, rest = ''] = /^\/repositories\/([^/]+)\/([^/]+)(.*)$/.exec(path) ?? [];
    const [ours, name] = this.#fullName.split('/');
    const found = (workspace === ours && (slug === name || slug === uuid)) || (workspace === '{}' && slug === uuid);
    if (this.#hidden || !found) return notFound;
    return this.#inRepository(request, rest, credential === 'weak');
  }

  #authorization(token: string): string {
    return this.#kind === 'api token'
      ? `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`
      : `Bearer ${token}`;
  }

  #inRepository(request: SeenRequest, rest: string, weak: boolean): StandInAnswer {
    if (rest === '' && request.method === 'GET') {
      const body = {
        type: 'repository',
        uuid,
        full_name: this.#fullName,
        mainbranch: { name: 'main', type: 'branch' },
      };
      return { status: 200, body };
    }
    const spec = /^\/diffstat\/(.+)$/.exec(rest)?.[1];
    if (spec !== undefined) return this.#compare(request, spec);
    const between = /^\/merge-base\/(.+)$/.exec(rest)?.[1];
    if (between !== undefined) return this.#mergeBase(between);
    if (rest === '/pullrequests') return this.#listRequests(request);
    const status = /^\/commit\/([0-9a-f]{40})\/statuses\/build$/.exec(rest)?.[1];
    if (status !== undefined) return weak ? lacking('repository:write') : this.#setStatus(status, request);
    const [, kind, id = null] = /^\/(hooks|deploy-keys)(?:\/(.+))?$/.exec(rest) ?? [];
    if (kind === 'hooks') return weak ? lacking('webhook') : this.#hooksOf(request, id);
    if (kind === 'deploy-keys') return weak ? lacking('repository:admin') : this.#keysOf(request, id);
    return refused(404, 'Resource not found');
  }

  #page(request: SeenRequest, items: readonly unknown[]): StandInAnswer {
    const size = Math.min(Number(request.query.get('pagelen') ?? 10), 100);
    const page = Number(request.query.get('page') ?? 1);
    const query = new URLSearchParams([...request.query].filter(([name]) => name !== 'page'));
    const next = `${this.nextPagesAt ?? this.server.url}${request.path}?${query}&page=${page + 1}`;
    const values = items.slice((page - 1) * size, page * size);
    return { status: 200, body: { values, pagelen: size, page, ...(page * size < items.length ? { next } : {}) } };
  }

  #keysOf(request: SeenRequest, id: string | null): StandInAnswer {
    const shown = ({ id: keyId, key, label }: Key): object => ({
      id: keyId,
      key,
      label,
      type: 'deploy_key',
      comment: '',
    });
    const one = this.#keys.find((key) => String(key.id) === id);
    if (id !== null && one === undefined) return refused(404, 'Resource not found');
    if (request.method === 'GET') return this.#page(request, this.#keys.map(shown));
    if (request.method === 'DELETE') {
      this.#keys = this.#keys.filter((key) => key !== one);
      return { status: 204 };
    }
    const body = membersOf(request.body);
    const key = withoutComment(textOf(body.key));
    if (this.#keys.some((other) => other.key === key)) {
      return refused(400, 'Someone has already added that access key to this repository.');
    }
    if (this.#elsewhere.includes(key)) return refused(400, 'Someone has already registered that SSH key.');
    const made = { id: this.#id(), key, label: textOf(body.label) };
    this.#keys.push(made);
    return { status: 200, body: shown(made) };
  }

  #hooksOf(request: SeenRequest, id: string | null): StandInAnswer {
    const shown = ({ uuid: hookId, url, secret, active, events }: Hook): object => ({
      type: 'webhook_subscription',
      uuid: hookId,
      url,
      active,
      events,
      subject_type: 'repository',
      secret_set: secret !== '',
    });
    const one = this.#hooks.find((hook) => hook.uuid === id);
    if (id !== null && one === undefined) return refused(404, 'Resource not found');
    if (request.method === 'GET') return this.#page(request, this.#hooks.map(shown));
    if (request.method === 'DELETE') {
      this.#hooks = this.#hooks.filter((hook) => hook !== one);
      return { status: 204 };
    }
    const body = membersOf(request.body);
    const events = Array.isArray(body.events) ? body.events : [];
    if (
      !URL.canParse(textOf(body.url)) ||
      events.length === 0 ||
      !events.every((event) => knownEvents.includes(event))
    ) {
      return refused(400, 'Bad request', { url: ['required'], events: ['required'] });
    }
    const content = {
      url: textOf(body.url),
      // Omitted, it stays as it is; null or empty, it goes.
      secret: !this.takesSecrets ? '' : 'secret' in body ? textOf(body.secret) : (one?.secret ?? ''),
      active: body.active === true,
      events,
      skipsCheck: body.skip_cert_verification === true,
    };
    const hook = one ?? { uuid: this.#uuid(), ...content };
    if (one === undefined) this.#hooks.push(hook);
    else Object.assign(one, content);
    return { status: one === undefined ? 201 : 200, body: shown(hook) };
  }

  #setStatus(commitSha: string, request: SeenRequest): StandInAnswer {
    const body = membersOf(request.body);
    const [key, state, targetUrl] = [textOf(body.key), textOf(body.state), textOf(body.url)];
    const [context, description] = [textOf(body.name), textOf(body.description)];
    if (key === '' || key.length > 40 || !states.includes(state) || !URL.canParse(targetUrl)) {
      return refused(400, 'Bad request', { key: ['Ensure this value has at most 40 characters.'] });
    }
    const others = (this.#statuses.get(commitSha) ?? []).filter((status) => status.key !== key);
    this.#statuses.set(commitSha, [...others, { key, state, context, description, targetUrl }]);
    return { status: 201, body: { type: 'build', key, state, name: context } };
  }

  #listRequests({ query }: SeenRequest): StandInAnswer {
    const asked = /^state="MERGED" AND destination\.branch\.name="([^"]+)"$/.exec(query.get('q') ?? '')?.[1];
    const max = Number(query.get('pagelen') ?? 10);
    if (asked === undefined || max > 50 || query.get('sort') !== '-updated_on') return refused(400, 'Bad request');
    const values = this.#pullRequests
      .filter(({ branch, state }) => branch === asked && state === 'merged')
      .reverse()
      .slice(0, max)
      .map(({ number, branch, commitSha }) => ({
        type: 'pullrequest',
        id: number,
        state: 'MERGED',
        destination: { branch: { name: branch } },
        merge_commit: { type: 'commit', hash: commitSha.slice(0, 12) },
        updated_on: '2026-11-25T12:00:00.000000+00:00',
      }));
    return { status: 200, body: { values, pagelen: max, page: 1 } };
  }

  #mergeBase(spec: string): StandInAnswer {
    const [commit = '', other = ''] = spec.split('..');
    if (/^f+$/.test(other)) return refused(404, 'Commit not found');
    const isHeld = commit === other || this.holds(commit, other);
    return { status: 200, body: { type: 'commit', hash: isHeld ? other.padEnd(40, '0') : 'd'.repeat(40) } };
  }

  #compare(request: SeenRequest, spec: string): StandInAnswer {
    // With `topic` it would be the difference from the merge base.
    if (request.query.get('topic') !== 'false') return refused(400, 'topic');
    const found = this.#comparisons.get(spec);
    if (found === undefined) return refused(404, 'Commit not found');
    if ('status' in found) return found;
    const values = found.map(({ path, previousPath }) => ({
      type: 'diffstat',
      status: previousPath === undefined ? 'modified' : 'renamed',
      old: previousPath === undefined && path.startsWith('new/') ? null : { path: previousPath ?? path },
      new: { path },
    }));
    return this.#page(request, values);
  }

  #id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  #uuid(): string {
    return `{00000000-0000-4000-8000-${String(this.#id()).padStart(12, '0')}}`;
  }
}
