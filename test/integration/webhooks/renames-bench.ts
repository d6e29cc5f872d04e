import { hash } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { Answer } from '#test/call.ts';
import { githubHeaders, realPush } from '#test/fixtures/github.ts';
import {
  bitbucketHeaders,
  bitbucketPush,
  bitbucketRef,
  giteaHeaders,
  giteaPush,
  gitlabPush,
  gitlabTokenHeaders,
} from '#test/fixtures/other-providers.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService, type Webhook } from '#test/integration/test-service.ts';

export type Json = Record<string, unknown>;
export let service: TestService;
let contents: TableContents;
const commit = (n: number): string => n.toString(16).padStart(2, '0').repeat(20);

/** What a provider reports of the repository, beside a push of the n-th commit to `staging`. */
type Report = { readonly id?: number; readonly name: string; readonly branch?: string; readonly at?: string };

export type Kind = {
  readonly url: string;
  readonly owner: string;
  readonly page: string;
  readonly push: (report: Report, n: number) => Json;
  readonly headers: (body: string, secret: string) => Record<string, string>;
};

export const githubPush = (
  { id = 186853002, name, branch = 'main', at = '2026-11-23T10:00:00Z' }: Report,
  n: number,
): Json => {
  const push = realPush();
  const repository = { ...(push.repository as Json), id, full_name: name, default_branch: branch, updated_at: at };
  return {
    ...push,
    ref: 'refs/heads/staging',
    before: commit(n - 1),
    after: commit(n),
    head_commit: { ...(push.head_commit as Json), id: commit(n) },
    repository: { ...repository, pushed_at: 1_795_428_000 + 61 * n },
  };
};

export const kinds: Readonly<Record<string, Kind>> = {
  github: {
    url: 'git@github.com:acme/odoo-custom.git',
    owner: 'acme',
    page: 'https://github.com',
    push: githubPush,
    headers: (body, secret) => githubHeaders('push', body, secret),
  },
  gitlab: {
    url: 'git@gitlab.com:acme/team/odoo-custom.git',
    owner: 'acme/team',
    page: 'https://gitlab.com',
    push: ({ id = 15, name, branch = 'main' }, n) => {
      const project = { id, path_with_namespace: name, default_branch: branch };
      return gitlabPush({ before: commit(n - 1), after: commit(n), checkout_sha: commit(n), commits: [], project });
    },
    headers: (body, secret) => ({ ...gitlabTokenHeaders('Push Hook', secret), 'webhook-id': hash('sha256', body) }),
  },
  bitbucket: {
    url: 'git@bitbucket.org:acme/odoo-custom.git',
    owner: 'acme',
    page: 'https://bitbucket.org',
    push: ({ id = 7, name }, n) => ({
      ...bitbucketPush([
        { old: bitbucketRef('branch', 'staging', commit(n - 1)), new: bitbucketRef('branch', 'staging', commit(n)) },
      ]),
      repository: { uuid: `{${id}}`, full_name: name },
    }),
    headers: (body, secret) => bitbucketHeaders('repo:push', body, secret),
  },
  gitea: {
    url: 'http://127.0.0.1:9/acme/odoo-custom.git',
    owner: 'acme',
    page: 'http://127.0.0.1:9',
    push: ({ id = 42, name, branch = 'main', at = '2026-11-23T10:00:00Z' }, n) => ({
      ...giteaPush(),
      before: commit(n - 1),
      after: commit(n),
      repository: { id, full_name: name, default_branch: branch, updated_at: at },
    }),
    headers: (body, secret) => giteaHeaders('push', body, secret),
  },
};

/** A connected project whose repository has pushed once, so that its stable id is known. */
export class Pushed {
  readonly path: string;
  readonly projectId: string;
  readonly #kind: Kind;
  readonly #webhook: Webhook;
  #n = 1;

  private constructor(kind: Kind, path: string, webhook: Webhook) {
    this.#kind = kind;
    this.path = path;
    this.projectId = path.split('/').at(-1) ?? '';
    this.#webhook = webhook;
  }

  static async of(kind: Kind): Promise<Pushed> {
    const { path } = await service.project();
    await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    const made = await service.api('POST', `${path}/repository`, { body: { repositoryUrl: kind.url } });
    const project = new Pushed(kind, path, expectStatus(201, made).json.webhook as Webhook);
    expectStatus(202, await project.push({ name: `${kind.owner}/odoo-custom` }));
    return project;
  }

  push(report: Report): Promise<Answer> {
    // Another repository has a history of its own.
    this.#n += report.id === undefined ? 1 : 0;
    return this.send(this.#kind.push(report, report.id === undefined ? this.#n : 200));
  }

  send(payload: Json, headers: Record<string, string> = {}, secret = this.#webhook.secret): Promise<Answer> {
    const rawBody = JSON.stringify(payload);
    const sent = { ...this.#kind.headers(rawBody, secret), ...headers };
    return service.anonymous('POST', new URL(this.#webhook.url).pathname, { rawBody, headers: sent });
  }

  async repository(): Promise<Json> {
    return expectStatus(200, await service.api('GET', `${this.path}/repository`)).json;
  }

  /** The addresses and names that are shown of the repository. */
  async shown(): Promise<Json> {
    const { fullName, httpsUrl, sshUrl, branch } = await this.repository();
    const { json } = expectStatus(200, await service.api('GET', this.path));
    return { fullName, httpsUrl, sshUrl, branch, inProject: (json.repository as Json).fullName };
  }

  audits(): Promise<Json[]> {
    return contents.items(
      ({ pk, projectId, action }) =>
        pk.includes('#AUDIT#') && projectId === this.projectId && action === 'repository.reported',
    );
  }
}

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    const body = { baseUrl: 'http://127.0.0.1:9' };
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
    contents = new TableContents(service);
  });
  afterAll(() => service.stop());
};
