import { expect } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Delivery } from '#shared/contract/delivery.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Repository } from '#shared/contract/repository.ts';
import type { Answer } from '#test/call.ts';
import { giteaHeaders, giteaMerge, giteaPush, zeros } from '#test/fixtures/other-providers.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectStatus, type TestService, type Webhook } from '#test/integration/test-service.ts';
import type { OwnGitServer } from '../connections/own-git-server.ts';

/**
 * A project that is connected to a real Git server, whose key is proved and of which the first reconciliation has recorded the baseline:
 * `work/**` deploys Development, `staging` deploys Staging, both on push; `main` deploys Production on merge.
 */
export class ReconciledProject {
  readonly path: string;
  readonly environments: Readonly<Record<'main' | 'staging' | 'work', string>>;
  readonly #service: TestService;
  readonly #git: OwnGitServer;
  readonly #webhook: Webhook;
  /** How far the reconciliations have put the clock on: each is a quarter of an hour and more after the one before. */
  #minutes = 0;

  private constructor(
    service: TestService,
    git: OwnGitServer,
    path: string,
    environments: ReconciledProject['environments'],
    webhook: Webhook,
  ) {
    this.#service = service;
    this.#git = git;
    this.path = path;
    this.environments = environments;
    this.#webhook = webhook;
  }

  /** @param beforeKey what happens after the connection, before its key is installed */
  static async connect(
    service: TestService,
    git: OwnGitServer,
    beforeKey: () => void = () => undefined,
  ): Promise<ReconciledProject> {
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body: git.settings }));
    const { path } = await service.project();
    const environments = {
      main: await service.environment(path, { name: 'Production', type: 'production', branch: 'main' }),
      staging: await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' }),
      work: await service.environment(path, { name: 'Development', type: 'development' }),
    };
    const mapping = { branchPattern: 'work/**', environmentId: environments.work };
    expectStatus(201, await service.api('POST', `${path}/branch-mappings`, { body: mapping }));
    const body = { repositoryUrl: git.cloneUrl(), provider: 'gitea' };
    const made = expectStatus(201, await service.api('POST', `${path}/repository`, { body }));
    const repository = made.json as unknown as Repository;
    beforeKey();
    git.deployKeys.push(repository.deployKey.publicKey);
    const checked = expectStatus(200, await service.api('POST', `${path}/repository/validate`));
    expect(checked.json).toMatchObject({ result: expect.stringMatching(/reachable|branch_not_found/) });
    return new ReconciledProject(service, git, path, environments, made.json.webhook as Webhook);
  }

  /** Runs the tick when the next reconciliation has become due. */
  async reconcile(minutes = 20): Promise<void> {
    this.#minutes += minutes;
    await minutesLater(this.#minutes, () => invoke('schedules/tick', {}));
  }

  /** Pushes a commit of which no delivery tells. @returns it */
  lose(branch: string, message?: string): string {
    return this.#git.repository.commit(branch, message);
  }

  /** Delivers a push, or a deletion. @param after null for a deletion @param timestamp the date of its commit */
  async deliver(
    branch: string,
    before: string | null,
    after: string | null,
    message = 'Fix the report',
    timestamp = '2026-11-23T10:58:00+01:00',
  ): Promise<Answer> {
    const head = after === null ? null : { id: after, message, timestamp, author: { name: 'Jo Smith' } };
    const commits = head === null ? [] : [head];
    const ref = `refs/heads/${branch}`;
    const push = { ref, before: before ?? zeros, after: after ?? zeros, head_commit: head, commits };
    const rawBody = JSON.stringify(giteaPush(push));
    const headers = giteaHeaders('push', rawBody, this.#webhook.secret);
    return minutesLater(this.#minutes, () =>
      this.#service.anonymous('POST', new URL(this.#webhook.url).pathname, { rawBody, headers }),
    );
  }

  /** Delivers that a request was merged into `main`. @param mergedAt to the second */
  async deliverMerge(commit: string, mergedAt: string): Promise<Answer> {
    const payload = giteaMerge(true);
    const pull = { ...(payload.pull_request as object), merge_commit_sha: commit, merged_at: mergedAt };
    return this.#send('pull_request', { ...payload, pull_request: pull });
  }

  /** Delivers a push to `main` with the commits that it lists. @param commits oldest first */
  async deliverListed(before: string, commits: readonly string[]): Promise<Answer> {
    const listed = commits.toReversed().map((id) => ({ id, message: 'Fix', author: { name: 'Jo Smith' } }));
    const head = { id: commits.at(-1) ?? '', message: 'Fix', author: { name: 'Jo Smith' } };
    const push = { ref: 'refs/heads/main', before, after: head.id, commits: listed, head_commit: head };
    return this.#send('push', giteaPush(push));
  }

  #send(event: string, payload: object): Promise<Answer> {
    const rawBody = JSON.stringify(payload);
    const headers = giteaHeaders(event, rawBody, this.#webhook.secret);
    return minutesLater(this.#minutes, () =>
      this.#service.anonymous('POST', new URL(this.#webhook.url).pathname, { rawBody, headers }),
    );
  }

  async deployments(environment: keyof ReconciledProject['environments']): Promise<readonly Deployment[]> {
    const found: Deployment[] = [];
    let cursor = '';
    do {
      const query = `environmentId=${this.environments[environment]}&limit=100${cursor}`;
      const { json } = expectStatus(200, await this.#service.api('GET', `${this.path}/deployments?${query}`));
      found.push(...(json.deployments as Deployment[]));
      cursor = json.nextCursor === null ? '' : `&cursor=${json.nextCursor}`;
    } while (cursor !== '');
    return found;
  }

  /** The commit of that deployment. */
  async pending(environment: keyof ReconciledProject['environments']): Promise<string | null> {
    const path = `${this.path}/environments/${this.environments[environment]}`;
    const { json } = expectStatus(200, await this.#service.api('GET', path));
    return (json as unknown as Environment).pending?.commitSha ?? null;
  }

  async repository(): Promise<Repository> {
    return expectStatus(200, await this.#service.api('GET', `${this.path}/repository`)).json as unknown as Repository;
  }

  async deliveries(): Promise<readonly Delivery[]> {
    return expectStatus(200, await this.#service.api('GET', `${this.path}/deliveries?limit=100`)).json
      .deliveries as Delivery[];
  }

  change(method: string, below: string, body?: unknown): Promise<Answer> {
    return minutesLater(this.#minutes, () =>
      this.#service.api(method, `${this.path}${below}`, body === undefined ? {} : { body }),
    );
  }
}
