import { expect } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Delivery } from '#shared/contract/delivery.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import { giteaHeaders, giteaMerge, giteaPush } from '#test/fixtures/other-providers.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectStatus, type TestService } from '#test/integration/test-service.ts';
import { Connection, type Project } from '../connections/connection.ts';
import type { GitHost } from '../connections/git-host.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';

/**
 * A project whose repository a real Git server holds and a stand-in's API knows, with a credential: its key and its hook
 * are installed, and the first reconciliation has recorded the baseline. `main` deploys Production on merge, `staging` Staging on push.
 */
export class ReconciledAtProvider {
  readonly git: OwnGitServer;
  readonly #service: TestService;
  readonly #project: Project;
  readonly #host: GitHost;
  #minutes = 0;

  private constructor(service: TestService, host: GitHost, git: OwnGitServer, project: Project) {
    this.#host = host;
    this.#service = service;
    this.git = git;
    this.#project = project;
  }

  static async connect(service: TestService, host: GitHost): Promise<ReconciledAtProvider> {
    host.standIn.reset();
    const git = await OwnGitServer.start();
    git.repository.commit('main', 'Begin');
    const { baseUrl: _own, ...ssh } = git.settings;
    await new Connection(service, host).set('good', ssh);
    const project = await service.project();
    await service.environment(project.path, { name: 'Production', type: 'production', branch: 'main' });
    await service.environment(project.path, { name: 'Staging', type: 'staging', branch: 'staging' });
    const body = { repositoryUrl: git.cloneUrl('git'), provider: host.provider };
    const { json } = expectStatus(201, await service.api('POST', `${project.path}/repository`, { body }));
    git.deployKeys.push((json.deployKey as { publicKey: string }).publicKey);
    const reconciled = new ReconciledAtProvider(service, host, git, project);
    await reconciled.reconcile();
    return reconciled;
  }

  async reconcile(minutes = 20): Promise<void> {
    this.#minutes += minutes;
    await minutesLater(this.#minutes, () => invoke('schedules/tick', {}));
  }

  async deployments(): Promise<readonly Deployment[]> {
    const { json } = expectStatus(200, await this.#service.api('GET', `${this.#project.path}/deployments`));
    return json.deployments as Deployment[];
  }

  /** Delivers that a request was merged into `main`, by the hook that was installed. @param mergedAt to the second */
  async deliverMerge(commit: string, mergedAt: string): Promise<void> {
    const payload = giteaMerge(true);
    const pull = { ...(payload.pull_request as object), merge_commit_sha: commit, merged_at: mergedAt };
    await this.#deliver('pull_request', { ...payload, pull_request: pull });
  }

  /** Delivers a push to `main`. @param listed its commits, oldest first */
  async deliverPush(before: string, after: string, listed: readonly string[] = [after]): Promise<void> {
    const commits = listed.toReversed().map((id) => ({ id, message: 'Fix', author: { name: 'Jo Smith' } }));
    const head = { id: after, message: 'Fix', author: { name: 'Jo Smith' } };
    const push = { ref: 'refs/heads/main', before, after, commits, head_commit: head };
    await this.#deliver('push', giteaPush(push));
  }

  async #deliver(event: string, payload: object): Promise<void> {
    const [hook] = this.#host.standIn.hooks();
    if (hook === undefined) throw new Error('There is no hook.');
    const told = { ...payload, repository: { ...(payload as { repository: object }).repository, ...this.#named } };
    const rawBody = JSON.stringify(told);
    const headers = giteaHeaders(event, rawBody, hook.secret);
    const answer = await minutesLater(this.#minutes, () =>
      this.#service.anonymous('POST', new URL(hook.url).pathname, { rawBody, headers }),
    );
    expect(answer.status).toBeLessThan(300);
  }

  /** As the stand-in names its repository. */
  get #named(): object {
    const { id, fullName } = this.#host.standIn.repository();
    return { id: Number(id), full_name: fullName };
  }

  async repositoryStatus(): Promise<unknown> {
    return expectStatus(200, await this.#service.api('GET', `${this.#project.path}/repository`)).json.status;
  }

  /** The rules that fired in all deliveries. */
  async rules(): Promise<readonly string[]> {
    const { json } = expectStatus(200, await this.#service.api('GET', `${this.#project.path}/deliveries`));
    return (json.deliveries as Delivery[]).flatMap(({ decision }) =>
      decision.trace.filter((entry) => entry.mappingId === decision.mappingId).map((entry) => entry.rule),
    );
  }

  async stop(): Promise<void> {
    expectStatus(200, await this.#service.api('DELETE', `${this.#project.path}/repository`));
    await this.git.stop();
  }
}
