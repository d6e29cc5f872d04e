import { invoke } from '#infra/local/function-registry.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import { TableContents, type TableItem } from '#test/integration/table-contents.ts';
import { expectStatus, type TestService } from '#test/integration/test-service.ts';
import type { SeenStatus } from '../providers/provider-stand-in.ts';
import type { Connection, Project } from './connection.ts';
import { deliverPush } from './deliver-push.ts';
import type { GitHost } from './git-host.ts';
import { newCommit } from './real-push.ts';

/** One deployment that a push to `staging` has queued, and what its provider is told of it. */
export class ReportedDeployment {
  readonly #service: TestService;
  readonly #contents: TableContents;
  readonly #host: GitHost;
  readonly project: Project;
  readonly commitSha: string;
  readonly id: string;

  private constructor(service: TestService, host: GitHost, project: Project, commitSha: string, id: string) {
    this.#service = service;
    this.#contents = new TableContents(service);
    this.#host = host;
    this.project = project;
    this.commitSha = commitSha;
    this.id = id;
  }

  /** Connects a project with the credential that is set, and delivers a push as the provider does. */
  static async pushed(service: TestService, at: Connection): Promise<ReportedDeployment> {
    const project = await at.connected();
    await service.environment(project.path, { name: 'Staging', type: 'staging', branch: 'staging' });
    const commitSha = newCommit();
    const { json } = expectStatus(202, await deliverPush(service, at.host, await at.hook(), commitSha));
    const [id = ''] = json.deployments as string[];
    return new ReportedDeployment(service, at.host, project, commitSha, id);
  }

  get url(): string {
    return `${this.#service.local.url}${this.project.path}/deployments/${this.id}`;
  }

  async get(): Promise<Deployment> {
    const { json } = expectStatus(200, await this.#service.api('GET', `${this.project.path}/deployments/${this.id}`));
    return json as unknown as Deployment;
  }

  async stored(): Promise<TableItem & { readonly version: number }> {
    const [item] = await this.#contents.items(({ sk }) => sk === `DEPLOYMENT#${this.id}`);
    if (item === undefined) throw new Error(`${this.id} is not stored.`);
    return item as TableItem & { readonly version: number };
  }

  /** Writes it as whoever carries a deployment out does. */
  async becomes(change: Partial<Deployment>): Promise<void> {
    const item = await this.stored();
    await this.#contents.put([{ ...item, ...change, version: item.version + 1 }]);
  }

  /** Its environment's slots, written as they are. */
  async slots(change: Record<string, unknown>): Promise<void> {
    const { environmentId } = await this.stored();
    const [item] = await this.#contents.items(({ sk }) => sk === `ENVIRONMENT#${environmentId}`);
    await this.#contents.put([{ ...item, ...change }]);
  }

  async removed(): Promise<void> {
    await this.#contents.remove(({ sk }) => sk === `DEPLOYMENT#${this.id}`);
  }

  /** An event of it, as the bus hands it on; what it says beside the id may be old news. */
  report(): Promise<unknown> {
    const source = `/organizations/${this.#service.local.organization.id}/projects/${this.project.id}`;
    return invoke('events/report-status', { detail: { source, subject: this.id } });
  }

  /** What the provider shows for its commit. */
  shown(commitSha = this.commitSha): readonly SeenStatus[] {
    return this.#host.standIn.statuses(commitSha);
  }
}
