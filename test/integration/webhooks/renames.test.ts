import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudEvent } from '#shared/contract/event.ts';
import type { Answer } from '#test/call.ts';
import { examplesOf, githubHeaders, realPush } from '#test/fixtures/github.ts';
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

type Json = Record<string, unknown>;

let service: TestService;
let contents: TableContents;
beforeAll(async () => {
  service = await TestService.start();
  const body = { baseUrl: 'http://127.0.0.1:9' };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
  contents = new TableContents(service);
});
afterAll(() => service.stop());

const commit = (n: number): string => n.toString(16).padStart(2, '0').repeat(20);

/** What a provider reports of the repository, beside a push of the n-th commit to `staging`. */
type Report = { readonly id?: number; readonly name: string; readonly branch?: string; readonly at?: string };

type Kind = {
  readonly url: string;
  readonly owner: string;
  readonly page: string;
  readonly push: (report: Report, n: number) => Json;
  readonly headers: (body: string, secret: string) => Record<string, string>;
};

const githubPush = (
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

const kinds: Readonly<Record<string, Kind>> = {
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
class Pushed {
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

describe.each(Object.entries(kinds))('a delivery of %s under a new name', (provider, kind) => {
  const renamed = `${kind.owner}/renamed`;

  it('deploys, and from then on the repository has its name and its addresses, in the project too', async () => {
    const project = await Pushed.of(kind);
    const before = await project.shown();

    const answer = expectStatus(202, await project.push({ name: renamed }));

    expect(answer.json).toMatchObject({ decision: 'deploy' });
    expect(await project.shown()).toEqual({
      fullName: renamed,
      httpsUrl: `${kind.page}/${renamed}.git`,
      sshUrl: String(before.sshUrl).replace(`${kind.owner}/odoo-custom`, renamed),
      branch: 'main',
      inProject: renamed,
    });
    const repository = await project.repository();
    expect((repository.webhook as Json).settingsUrl).toContain(`${kind.page}/${renamed}/`);
    expect(repository.repositoryUrl).toBe(kind.url);
  });

  it('leaves one audit record, made by the webhook', async () => {
    const project = await Pushed.of(kind);

    const answer = expectStatus(202, await project.push({ name: renamed }));
    await project.push({ name: renamed });

    expect(await project.audits()).toEqual([
      expect.objectContaining({
        actor: { id: provider, kind: 'webhook', name: provider },
        requestId: answer.json.deliveryId,
        sourceIp: null,
        changes: expect.objectContaining({ fullName: { from: `${kind.owner}/odoo-custom`, to: renamed } }),
      }),
    ]);
  });

  it('with a name that the provider cannot have changes no address', async () => {
    const project = await Pushed.of(kind);
    const before = await project.shown();

    for (const name of ['../../etc/passwd', 'acme/-oProxyCommand=x y', 'acme', 'https://evil.example/acme/x']) {
      expectStatus(202, await project.push({ name }));
    }

    expect(await project.shown()).toEqual(before);
  });

  it('that is not authentic changes nothing', async () => {
    const project = await Pushed.of(kind);
    const before = await project.shown();

    const answer = await project.send(kind.push({ name: renamed }, 99), {}, 'another-secret');

    expect(answer.status).toBe(401);
    expect(await project.shown()).toEqual(before);
  });

  it('of a repository that was made anew under the old name is told as that', async () => {
    const project = await Pushed.of(kind);

    const answer = expectStatus(200, await project.push({ id: 4711, name: `${kind.owner}/odoo-custom` }));

    expect(answer.json).toMatchObject({ decision: 'ignore', reason: expect.stringContaining('Disconnect') });
    const repository = await project.repository();
    expect(repository).toMatchObject({ status: 'failing', nextSteps: [{ action: 'reconnect' }] });
    expect(repository.statusReason).toMatch(/^repository_replaced: .*4711.*Disconnect the repository and connect it/);
    expect(await project.audits()).toHaveLength(1);
  });

  it('of the connected repository ends that', async () => {
    const project = await Pushed.of(kind);
    expectStatus(200, await project.push({ id: 4711, name: `${kind.owner}/odoo-custom` }));

    expectStatus(202, await project.push({ name: renamed }));

    expect(await project.repository()).toMatchObject({ fullName: renamed, status: 'action_required' });
  });
});

describe('what a delivery reports', () => {
  const kind = kinds.github as Kind;

  it('is an event on the bus', async () => {
    const project = await Pushed.of(kind);

    await project.push({ name: 'acme/renamed' });
    await service.settled();

    const events = service.local.bus.events
      .map(({ detail }) => CloudEvent.parse(detail))
      .filter(({ type, subject }) => type === 'repository.updated' && subject === project.projectId);
    expect(events.map(({ data }) => data.fullName)).toEqual(['acme/renamed']);
  });

  it('is taken up once: the same delivery again changes nothing back', async () => {
    const project = await Pushed.of(kind);
    const first = githubPush({ name: 'acme/first' }, 50);
    expectStatus(202, await project.send(first));
    expectStatus(202, await project.send(githubPush({ name: 'acme/second' }, 51)));

    expect(expectStatus(200, await project.send(first)).json).toMatchObject({ replayed: true });

    expect(await project.shown()).toMatchObject({ fullName: 'acme/second' });
  });

  it('of two renames is the later one, in whichever order they arrive', async () => {
    const project = await Pushed.of(kind);
    const [first, second] = [
      { name: 'acme/first', at: '2026-11-24T10:00:00Z' },
      { name: 'acme/second', at: '2026-11-24T10:05:00Z' },
    ];

    await project.push(second);
    await project.push(first);

    expect(await project.shown()).toMatchObject({ fullName: 'acme/second' });
    expect(await project.audits()).toHaveLength(1);
  });

  it('changes the default branch while it is the provider’s, and never one that somebody chose', async () => {
    const project = await Pushed.of(kind);
    const name = 'acme/odoo-custom';

    await project.push({ name, branch: 'trunk' });
    expect(await project.shown()).toMatchObject({ branch: 'trunk' });
    expectStatus(200, await service.api('PUT', `${project.path}/repository`, { body: { branch: 'production' } }));
    await project.push({ name, branch: 'develop' });

    expect(await project.shown()).toMatchObject({ branch: 'production' });
  });

  it.each([
    ['renamed', 9],
    ['transferred', 10],
  ])('by a repository event that says "%s" is taken up', async (_action, example) => {
    const project = await Pushed.of(kind);
    const event = examplesOf('repository')[example] ?? {};
    const repository = { ...(event.repository as Json), id: 186853002, updated_at: '2026-11-24T10:00:00Z' };

    const answer = await project.send({ ...event, repository }, { 'x-github-event': 'repository' });

    expect(answer.status, answer.text).toBe(200);
    expect(await project.shown()).toMatchObject({
      fullName: 'Octocoders/Hello-World',
      sshUrl: 'ssh://git@github.com/Octocoders/Hello-World.git',
    });
  });

  it('never moves the repository to another host', async () => {
    const project = await Pushed.of(kind);
    const push = githubPush({ name: 'acme/renamed' }, 60);
    const elsewhere = {
      clone_url: 'https://evil.example/acme/renamed.git',
      ssh_url: 'git@evil.example:acme/renamed.git',
    };

    await project.send({ ...push, repository: { ...(push.repository as Json), ...elsewhere } });

    expect(await project.shown()).toMatchObject({
      httpsUrl: 'https://github.com/acme/renamed.git',
      sshUrl: 'ssh://git@github.com/acme/renamed.git',
    });
  });

  it('is not taken from a delivery that somebody runs again', async () => {
    const project = await Pushed.of(kind);
    const old = expectStatus(202, await project.push({ name: 'acme/first' }));
    expectStatus(202, await project.push({ name: 'acme/second' }));

    const id = String(old.json.deliveryId);
    const again = await service.api('POST', `${project.path}/deliveries/${id}/redeliver`);

    expect(again.status, again.text).toBeLessThan(300);
    expect(await project.shown()).toMatchObject({ fullName: 'acme/second' });
  });
});
