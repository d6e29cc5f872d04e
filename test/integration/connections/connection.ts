import { expect } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Repository } from '#shared/contract/repository.ts';
import { macKey } from '#shared/secrets/derive-key.ts';
import { decodeHookId } from '#shared/secrets/hook-id.ts';
import { rootKey } from '#shared/secrets/root-key.ts';
import { hookIdPurpose, webhookKey } from '#shared/secrets/webhook-secret.ts';
import type { Answer, CallOptions } from '#test/call.ts';
import { TableContents, type TableItem } from '#test/integration/table-contents.ts';
import { expectStatus, type TestService } from '#test/integration/test-service.ts';
import type { SeenHook } from '../providers/provider-stand-in.ts';
import type { GitHost, Quality } from './git-host.ts';

export type Project = { readonly id: string; readonly path: string };
export type StoredRepository = TableItem & {
  readonly status: string;
  readonly deployKey: { readonly id: string };
  readonly retiringKey: { readonly id: string } | null;
  readonly abandonedKeyIds: readonly string[];
  readonly abandonedHookIds: readonly string[];
  readonly intentAt: string | null;
};

/** The repository in an answer. @throws with the whole answer where the status is another */
export const repositoryIn = (status: number, answer: Answer): Repository =>
  expectStatus(status, answer).json as unknown as Repository;

/** Projects that are connected to the repository of one Git host, by the API alone. */
export class Connection {
  readonly #service: TestService;
  readonly #contents: TableContents;
  readonly host: GitHost;

  constructor(service: TestService, host: GitHost) {
    this.#service = service;
    this.#contents = new TableContents(service);
    this.host = host;
  }

  get settingsPath(): string {
    return `/api/settings/git-providers/${this.host.provider}`;
  }

  /** Sets the address with a credential of this quality, and what else is said. */
  async set(quality: Quality | null, more: Record<string, unknown> = {}): Promise<void> {
    const { baseUrl, tokens } = this.host;
    const credential = quality === null ? null : { kind: 'token', token: tokens[quality] };
    const body = { credential, ...(baseUrl === null ? {} : { baseUrl }), ...more };
    expectStatus(200, await this.#service.api('PUT', this.settingsPath, { body }));
  }

  get repositoryUrl(): string {
    return `${this.host.cloneBase}/acme/odoo-custom.git`;
  }

  connect(project: Project, headers: Record<string, string> = {}): Promise<Answer> {
    const body = { repositoryUrl: this.repositoryUrl };
    return this.#service.api('POST', `${project.path}/repository`, { body, headers });
  }

  async connected(): Promise<Project> {
    const project = await this.#service.project();
    repositoryIn(201, await this.connect(project));
    return project;
  }

  step(project: Project, action: 'regenerate-key' | 'reconfigure-webhook', revokeNow = false): Promise<Answer> {
    const options: CallOptions = revokeNow ? { body: { revokeNow } } : {};
    return this.#service.api('POST', `${project.path}/repository/${action}`, options);
  }

  async get(project: Project): Promise<Repository> {
    return repositoryIn(200, await this.#service.api('GET', `${project.path}/repository`));
  }

  disconnect(project: Project): Promise<Answer> {
    return this.#service.api('DELETE', `${project.path}/repository`);
  }

  tick(): Promise<unknown> {
    return invoke('schedules/tick', {});
  }

  /** What an event of the project's deletion starts. */
  purge(project: Project): Promise<unknown> {
    const source = `/organizations/${this.#service.local.organization.id}/projects/${project.id}`;
    return invoke('projects/purge-project', { detail: { source } });
  }

  secrets(project: Project): string[] {
    return this.#service.local.secrets.names().filter((name) => name.includes(project.id));
  }

  async stored(project: Project): Promise<StoredRepository | undefined> {
    const organization = this.#service.local.organization.id;
    const item = await this.#contents.item(`ORG#${organization}#PROJECT#${project.id}`, 'REPOSITORY');
    return item as StoredRepository | undefined;
  }

  /** The titles of our keys at the provider. */
  keyTitles(): string[] {
    return this.host.standIn
      .keys()
      .map((key) => key.title)
      .filter((title) => title.startsWith('ocore '));
  }

  /** The one hook of this service at the provider. It is active, and its secret is the one that its URL stands for. */
  async hook(): Promise<SeenHook> {
    const own = this.host.standIn.hooks().filter((hook) => hook.url.startsWith(this.#service.local.url));
    expect(own.map(({ url }) => url)).toHaveLength(1);
    const [hook] = own;
    if (hook === undefined) throw new Error('There is no hook.');
    const root = await rootKey('ocore/root-key', Date.now());
    const mac = macKey(root.versions.get(root.current) ?? '', hookIdPurpose);
    const meant = decodeHookId(hook.url.split('/').at(-1) ?? '', mac);
    if (meant === null) throw new Error(`${hook.url} is no URL of a hook of ours.`);
    expect(hook).toMatchObject({ active: true, proof: meant.proof });
    expect(meant.provider).toBe(this.host.provider);
    expect(hook.secret).toBe(webhookKey(root, meant).toString('base64url'));
    return hook;
  }

  /** Nothing of a connection is left, neither here nor at the provider. */
  async expectNothing(project: Project): Promise<void> {
    expect(this.keyTitles()).toEqual([]);
    expect(this.host.standIn.hooks()).toEqual([]);
    expect(this.secrets(project)).toEqual([]);
    expect(await this.stored(project)).toBeUndefined();
  }

  /** The connection is whole: keys and secrets are those in force, one hook that is the one shown, and nothing under way. */
  async expectWhole(project: Project): Promise<void> {
    const stored = await this.stored(project);
    if (stored === undefined) throw new Error('The connection is gone.');
    expect(stored).toMatchObject({
      status: 'connected',
      abandonedKeyIds: [],
      abandonedHookIds: [],
      intentAt: null,
    });
    const inForce = [stored.deployKey.id, ...(stored.retiringKey === null ? [] : [stored.retiringKey.id])].sort();
    expect(
      this.secrets(project)
        .map((name) => name.split('/').at(-1))
        .sort(),
    ).toEqual(inForce);
    expect(this.keyTitles().sort()).toEqual(inForce.map((id) => `ocore ${id}`));
    const shown = await this.get(project);
    expect((await this.hook()).url).toBe(shown.webhook.url);
    expect(shown).toMatchObject({ status: 'connected', nextSteps: [] });
  }
}
