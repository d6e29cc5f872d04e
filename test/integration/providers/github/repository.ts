import * as z from 'zod';
import type { ChangedFile, PullRequest, SeenHook, SeenKey, SeenStatus } from '../provider-stand-in.ts';
import type { SeenRequest, StandInAnswer } from '../stand-in-server.ts';
import { githubAnswer } from './accounts.ts';
import { GithubDeliveryLog } from './deliveries.ts';

type Key = { id: number; key: string; title: string; read_only: boolean };
type Config = { url: string; content_type: string; insecure_ssl: string; secret?: string | undefined };
type Hook = { id: number; active: boolean; events: string[]; config: Config };

const NewKey = z.object({ title: z.string().optional(), key: z.string(), read_only: z.boolean().optional() });
const HookConfig = z.object({
  url: z.url(),
  content_type: z.string().default('form'),
  insecure_ssl: z.coerce.string().default('0'),
  secret: z.string().optional(),
});
const NewHook = z.object({
  name: z.literal('web').default('web'),
  active: z.boolean().default(true),
  events: z.array(z.string()).default(['push']),
  config: HookConfig,
});
const HookChange = z.object({
  active: z.boolean().optional(),
  events: z.array(z.string()).optional(),
  config: HookConfig.optional(),
});
const NewStatus = z.object({
  state: z.enum(['pending', 'success', 'failure', 'error']),
  target_url: z.string().nullish(),
  description: z.string().max(140).nullish(),
  context: z.string().max(255).default('default'),
});

const time = '2026-11-20T10:00:00Z';
let lastId = 1000;
const nextId = (): number => {
  lastId += 1;
  return lastId;
};

const invalid = (resource: string, field: string, message: string): StandInAnswer =>
  githubAnswer(422, 'Validation Failed', { errors: [{ resource, code: 'custom', field, message }] });

/** The second field is the key; GitHub forgets the comment behind it. */
const withoutComment = (key: string): string => key.trim().split(/\s+/).slice(0, 2).join(' ');

/** A page of a list, with the links to the others. */
const page = (request: SeenRequest, all: readonly unknown[]): StandInAnswer => {
  const size = Math.min(Number(request.query.get('per_page') ?? 30), 100);
  const number = Number(request.query.get('page') ?? 1);
  const last = Math.max(Math.ceil(all.length / size), 1);
  const link = (to: number, rel: string): string =>
    `<http://${request.headers.host}${request.path}?per_page=${size}&page=${to}>; rel="${rel}"`;
  const links = number < last ? [link(number + 1, 'next'), link(last, 'last')] : [link(1, 'first')];
  return {
    status: 200,
    body: all.slice((number - 1) * size, number * size),
    headers: last > 1 ? { link: links.join(', ') } : {},
  };
};

/** One repository with all that belongs to it. Source: docs/design/providers.md, "GitHub: repositories". */
export class GithubRepository {
  readonly id: number;
  fullName: string;
  /** A policy of the organisation that forbids deploy keys disables them. */
  allowsKeys = true;
  isArchived = false;
  isEmpty = false;
  readonly keys: Key[] = [];
  readonly hooks: Hook[] = [];
  readonly statuses = new Map<string, SeenStatus[]>();
  readonly comparisons = new Map<string, object>();
  readonly pullRequests: PullRequest[] = [];
  holds: (commitSha: string, other: string) => boolean = () => false;
  readonly deliveries = new GithubDeliveryLog();

  constructor(id: number, fullName: string) {
    this.id = id;
    this.fullName = fullName;
  }

  addKey(title: string, key: string, readOnly: boolean): Key {
    const made = { id: nextId(), key: withoutComment(key), title, read_only: readOnly };
    this.keys.push(made);
    return made;
  }

  addHook(config: Config, active: boolean, events: string[]): Hook {
    const made = { id: nextId(), active, events, config };
    this.hooks.push(made);
    return made;
  }

  seenKeys(): readonly SeenKey[] {
    return this.keys.map((key) => ({ title: key.title, publicKey: key.key, readOnly: key.read_only }));
  }

  seenHooks(): readonly SeenHook[] {
    return this.hooks.map(({ id, active, config }) => ({
      id: String(id),
      url: config.url,
      secret: config.secret ?? '',
      proof: 'body-hmac',
      active,
    }));
  }

  compare(base: string, head: string, status: string, files: readonly ChangedFile[]): void {
    const listed = files.slice(0, 300).map(({ path, previousPath }) => ({
      filename: path,
      status: previousPath === undefined ? 'modified' : 'renamed',
      ...(previousPath === undefined ? {} : { previous_filename: previousPath }),
    }));
    this.comparisons.set(`${base}...${head}`, { status, total_commits: 1, commits: [], files: listed });
  }

  describe(): object {
    const [owner, name] = this.fullName.split('/');
    return {
      id: this.id,
      name,
      full_name: this.fullName,
      owner: { login: owner },
      private: true,
      default_branch: 'main',
      size: this.isEmpty ? 0 : 12,
      archived: this.isArchived,
    };
  }

  /** @param rest of the path, behind the repository. @param isInUse whether a key opens any repository of the host */
  answer(request: SeenRequest, rest: string, isInUse: (key: string) => boolean): StandInAnswer {
    const [, group = '', id = '', action, actionId = ''] = rest.split('/');
    const body: unknown = request.body === '' ? {} : JSON.parse(request.body);
    const isChange = request.method !== 'GET';
    if (isChange && this.isArchived) return githubAnswer(403, 'Repository was archived so is read-only.');
    switch (`${request.method} ${group}${id === '' ? '' : '/*'}${action === undefined ? '' : `/${action}`}`) {
      case 'GET ':
        return { status: 200, body: this.describe() };
      case 'GET branches':
        return page(request, this.isEmpty ? [] : [{ name: 'main' }]);
      case 'GET keys':
        return page(
          request,
          this.keys.map((key) => this.#shownKey(key)),
        );
      case 'POST keys':
        return this.#createKey(body, isInUse);
      case 'DELETE keys/*':
        return this.#remove(this.keys, id);
      case 'GET hooks':
        return page(
          request,
          this.hooks.map((hook) => this.#shownHook(hook)),
        );
      case 'POST hooks':
        return this.#createHook(body);
      case 'PATCH hooks/*':
        return this.#changeHook(id, body);
      case 'DELETE hooks/*':
        return this.#remove(this.hooks, id);
      case 'GET hooks/*/deliveries':
        return this.deliveries.list(request, id);
      case 'POST hooks/*/deliveries':
        return this.deliveries.repeat(id, actionId);
      case 'GET commits/*/pulls':
        return this.#pullsOf(id);
      case 'POST statuses/*':
        return this.#setStatus(id, body);
      case 'GET pulls':
        return this.#closedPulls(request);
      case 'GET compare/*': {
        const [other = '', commit = ''] = decodeURIComponent(id).split('...');
        if (commit === other || this.holds(commit, other)) return { status: 200, body: { status: 'ahead' } };
        const comparison = this.comparisons.get(decodeURIComponent(id));
        return comparison === undefined ? githubAnswer(404, 'Not Found') : { status: 200, body: comparison };
      }
      default:
        return githubAnswer(404, 'Not Found');
    }
  }

  #pullsOf(sha: string): StandInAnswer {
    if (!/^[0-9a-f]{40}$/.test(sha)) return githubAnswer(422, `No commit found for SHA: ${sha}`);
    const body = this.pullRequests
      .filter(({ commitSha, reviewed }) => commitSha === sha || reviewed === sha)
      .map((one) => this.#shownPull(one));
    return { status: 200, body };
  }

  #shownPull({ number, branch, state, commitSha, mergedAt }: PullRequest): object {
    return {
      number,
      state: state === 'open' ? 'open' : 'closed',
      merged_at: state === 'merged' ? mergedAt : null,
      // Of an open one it is the trial merge.
      merge_commit_sha: state === 'closed' ? null : commitSha,
      base: { ref: branch, sha: 'e'.repeat(40) },
    };
  }

  #closedPulls(request: SeenRequest): StandInAnswer {
    if (request.query.get('state') !== 'closed') return githubAnswer(422, 'Validation Failed');
    const base = request.query.get('base');
    const closed = this.pullRequests.filter(({ state, branch }) => state !== 'open' && branch === base);
    return page(
      request,
      closed.toReversed().map((one) => this.#shownPull(one)),
    );
  }

  #createKey(body: unknown, isInUse: (key: string) => boolean): StandInAnswer {
    const { title = '', key, read_only = false } = NewKey.parse(body);
    if (!/^ssh-ed25519 AAAA[\w+/=]+( .+)?$/.test(key)) {
      return invalid('PublicKey', 'key', 'key is invalid. You must supply a key in OpenSSH public key format');
    }
    if (isInUse(withoutComment(key))) return invalid('PublicKey', 'key', 'key is already in use');
    return { status: 201, body: this.#shownKey(this.addKey(title, key, read_only)) };
  }

  #createHook(body: unknown): StandInAnswer {
    const made = NewHook.safeParse(body);
    if (!made.success) return invalid('Hook', 'config', 'url is not a valid URL');
    const { active, events, config } = made.data;
    if (this.#hasAnother(config.url, events, null)) {
      return invalid('Hook', 'base', 'Hook already exists on this repository');
    }
    if (this.hooks.filter((hook) => hook.events.includes('push')).length >= 20) {
      return invalid('Hook', 'base', 'The "push" event cannot have more than 20 hooks');
    }
    return { status: 201, body: this.#shownHook(this.addHook({ ...config, secret: config.secret }, active, events)) };
  }

  #changeHook(id: string, body: unknown): StandInAnswer {
    const hook = this.hooks.find((one) => String(one.id) === id);
    if (hook === undefined) return githubAnswer(404, 'Not Found');
    const { active = hook.active, events = hook.events, config } = HookChange.parse(body);
    if (this.#hasAnother(config?.url ?? hook.config.url, events, hook)) {
      return invalid('Hook', 'base', 'Hook already exists on this repository');
    }
    // A config replaces the one before as a whole: what it leaves out, the secret too, is gone.
    Object.assign(hook, { active, events, config: config ?? hook.config });
    return { status: 200, body: this.#shownHook(hook) };
  }

  #hasAnother(url: string, events: readonly string[], than: Hook | null): boolean {
    return this.hooks.some(
      (hook) => hook !== than && hook.config.url === url && hook.events.some((event) => events.includes(event)),
    );
  }

  #setStatus(sha: string, body: unknown): StandInAnswer {
    const status = NewStatus.safeParse(body);
    if (!status.success) return invalid('Status', 'description', 'description is too long (maximum is 140 characters)');
    if (!/^[0-9a-f]{40}$/.test(sha)) return githubAnswer(422, `No commit found for SHA: ${sha}`);
    const { state, context, description, target_url } = status.data;
    const seen = { state, context, description: description ?? '', targetUrl: target_url ?? '' };
    const others = (this.statuses.get(sha) ?? []).filter((one) => one.context.toLowerCase() !== context.toLowerCase());
    this.statuses.set(sha, [...others, seen]);
    return { status: 201, body: this.#shownStatus(seen, sha) };
  }

  #remove(list: { id: number }[], id: string): StandInAnswer {
    const index = list.findIndex((one) => String(one.id) === id);
    if (index === -1) return githubAnswer(404, 'Not Found');
    list.splice(index, 1);
    return { status: 204 };
  }

  #shownKey(key: Key): object {
    const url = `https://api.github.com/repos/${this.fullName}/keys/${key.id}`;
    return {
      ...key,
      url,
      verified: true,
      created_at: time,
      added_by: 'octocat',
      last_used: null,
      enabled: this.allowsKeys,
    };
  }

  #shownHook({ id, active, events, config: { secret, ...config } }: Hook): object {
    const url = `https://api.github.com/repos/${this.fullName}/hooks/${id}`;
    return {
      type: 'Repository',
      id,
      name: 'web',
      active,
      events,
      config: secret === undefined || secret === '' ? config : { ...config, secret: '********' },
      updated_at: time,
      created_at: time,
      url,
      test_url: `${url}/test`,
      ping_url: `${url}/pings`,
      deliveries_url: `${url}/deliveries`,
      last_response: { code: null, status: 'unused', message: null },
    };
  }

  #shownStatus({ state, context, description, targetUrl }: SeenStatus, sha: string): object {
    const url = `https://api.github.com/repos/${this.fullName}/statuses/${sha}`;
    const times = { created_at: time, updated_at: time };
    return {
      url,
      avatar_url: null,
      id: nextId(),
      node_id: 'x',
      state,
      description,
      target_url: targetUrl,
      context,
      ...times,
      creator: null,
    };
  }
}
