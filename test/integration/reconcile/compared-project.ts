import { invoke } from '#infra/local/function-registry.ts';
import type { BranchMapping } from '#shared/contract/branch-mapping.ts';
import type { Decision } from '#shared/contract/decision.ts';
import type { Delivery } from '#shared/contract/delivery.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Answer } from '#test/call.ts';
import { giteaHeaders, giteaMerge, giteaPush } from '#test/fixtures/other-providers.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectStatus, type TestService } from '#test/integration/test-service.ts';
import type { Connection, Project } from '../connections/connection.ts';
import { deliverPush } from '../connections/deliver-push.ts';
import type { GitHost } from '../connections/git-host.ts';
import { newCommit, placeOf } from '../connections/real-push.ts';
import type { ChangedFile, SeenHook } from '../providers/provider-stand-in.ts';

/** A project that is connected with a credential and whose branch `staging` watches `addons`, with one deployed push. */
export class ComparedProject {
  readonly path: string;
  readonly environment: string;
  readonly mapping: string;
  readonly at: Connection;
  readonly project: Project;
  readonly #service: TestService;
  readonly #hook: SeenHook;
  #minutes = 0;

  private constructor(
    service: TestService,
    at: Connection,
    project: Project,
    ids: readonly [string, string],
    hook: SeenHook,
  ) {
    this.#service = service;
    this.at = at;
    this.project = project;
    this.path = project.path;
    [this.environment, this.mapping] = ids;
    this.#hook = hook;
  }

  static async connect(service: TestService, at: Connection, mapped: object = {}): Promise<ComparedProject> {
    const project = await at.connected();
    const environmentId = await service.environment(project.path, { name: 'Staging', type: 'staging' });
    const body = { branchPattern: 'staging', environmentId, paths: ['addons'], ...mapped };
    const { json } = expectStatus(201, await service.api('POST', `${project.path}/branch-mappings`, { body }));
    return new ComparedProject(service, at, project, [environmentId, String(json.id)], await at.hook());
  }

  get host(): GitHost {
    return this.at.host;
  }

  /** Delivers a push. Before it, another one was lost, so that no provider's list tells all that changed. */
  async pushAfterGap(after = newCommit()): Promise<{ readonly commit: string; readonly answer: Answer }> {
    placeOf(newCommit());
    return this.push(after);
  }

  async push(commit = newCommit()): Promise<{ readonly commit: string; readonly answer: Answer }> {
    const answer = await this.#later(() => deliverPush(this.#service, this.host, this.#hook, commit));
    return { commit, answer };
  }

  /** Delivers a push of Gitea. */
  pushOfGitea(over: Record<string, unknown>): Promise<Answer> {
    const { id, fullName } = this.host.standIn.repository();
    return this.#giteaDelivery('push', giteaPush({ ...over, repository: { id: Number(id), full_name: fullName } }));
  }

  /** Delivers a merged pull request of Gitea into `main`. */
  mergeOfGitea(commit: string, mergedAt: string): Promise<Answer> {
    const { id, fullName } = this.host.standIn.repository();
    const payload = giteaMerge(true);
    const pull = { ...(payload.pull_request as object), merge_commit_sha: commit, merged_at: mergedAt };
    const repository = { id: Number(id), full_name: fullName };
    return this.#giteaDelivery('pull_request', { ...payload, pull_request: pull, repository });
  }

  #giteaDelivery(event: string, payload: object): Promise<Answer> {
    const rawBody = JSON.stringify(payload);
    const headers = giteaHeaders(event, rawBody, this.#hook.secret);
    return this.#later(() => this.#service.anonymous('POST', new URL(this.#hook.url).pathname, { rawBody, headers }));
  }

  /** What the provider says of the files between two commits. */
  changed(base: string, head: string, files: readonly string[] | 'incomplete'): void {
    const listed: readonly ChangedFile[] | 'incomplete' =
      files === 'incomplete' ? files : files.map((path) => ({ path }));
    this.host.standIn.setComparison(base, head, listed);
  }

  /** The tick of the next minute. */
  async tick(minutes = 1): Promise<void> {
    this.#minutes += minutes;
    await this.#later(() => invoke('schedules/tick', {}));
  }

  #later<T>(work: () => Promise<T>): Promise<T> {
    return minutesLater(this.#minutes, work);
  }

  async deployments(): Promise<readonly Deployment[]> {
    const { json } = expectStatus(200, await this.#service.api('GET', `${this.path}/deployments`));
    return json.deployments as Deployment[];
  }

  /** The commits of what is queued or was, newest first. */
  async commits(): Promise<readonly (string | null)[]> {
    return (await this.deployments()).map(({ commitSha }) => commitSha);
  }

  async deliveries(): Promise<readonly Delivery[]> {
    const { json } = expectStatus(200, await this.#service.api('GET', `${this.path}/deliveries`));
    return json.deliveries as Delivery[];
  }

  /** The rules that fired, newest first. */
  async rules(): Promise<readonly string[]> {
    return (await this.deliveries()).flatMap(({ decision }) =>
      decision.trace.filter((entry) => entry.mappingId === decision.mappingId).map((entry) => entry.rule),
    );
  }

  async newestReason(): Promise<string> {
    return (await this.deliveries())[0]?.decision.reason ?? '';
  }

  async warnings(): Promise<readonly string[]> {
    const answer = await this.#service.api('GET', `${this.path}/branch-mappings/${this.mapping}`);
    return (expectStatus(200, answer).json as unknown as BranchMapping).warnings;
  }

  async simulate(body: object): Promise<Decision> {
    const answer = await this.#service.api('POST', `${this.path}/branch-mappings/simulate`, { body });
    return expectStatus(200, answer).json as unknown as Decision;
  }
}
