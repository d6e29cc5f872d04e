import { invoke } from '#infra/local/function-registry.ts';
import type { Delivery } from '#shared/contract/delivery.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
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
  #minutes = 0;

  private constructor(service: TestService, git: OwnGitServer, project: Project) {
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
    const reconciled = new ReconciledAtProvider(service, git, project);
    await reconciled.reconcile();
    return reconciled;
  }

  async reconcile(): Promise<void> {
    this.#minutes += 20;
    await minutesLater(this.#minutes, () => invoke('schedules/tick', {}));
  }

  async deployments(): Promise<readonly Deployment[]> {
    const { json } = expectStatus(200, await this.#service.api('GET', `${this.#project.path}/deployments`));
    return json.deployments as Deployment[];
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
