import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { providerFunctions } from '#infra/functions.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { type Answer, type CallOptions, call } from '#test/call.ts';
import { githubHeaders, realPush, realRepository } from '#test/fixtures/github.ts';
import type { MiniStack } from './ministack.ts';

export const Webhook = z.object({ url: z.string(), secret: z.string() });
const Queued = z.object({ deployments: z.tuple([z.string()]), deliveryId: z.string() });
const Outputs = z.record(z.string(), z.looseObject({ ApiUrl: z.url().optional(), TableName: z.string().optional() }));
const ApiKey = z.object({ apiKey: z.string() });
const Mappings = z.object({ branchMappings: z.tuple([z.looseObject({ id: z.string() })]) });

/** Runs the `ocore` command. @returns standard output */
type Ocore = (...args: readonly string[]) => string;

/** What a project of a stage is known by: the parameters of paths, and its webhook. */
export type Made = {
  readonly ids: Readonly<Record<string, string>>;
  readonly webhook: { readonly url: string; readonly secret: string };
};

/** What was read, by `GET path`. */
export type Answers = Readonly<Record<string, unknown>>;

/** What reading and the tick of each minute change: when something was used, who waits, and what the tick has proved. */
const passing = new Set([
  'lastUsedAt',
  'lastActivityAt',
  'absent',
  'statusReason',
  'updatedAt',
  'updatedBy',
  'updatedByName',
]);
const lasting = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json, (name, value: unknown) => (passing.has(name) ? undefined : value)));

/** A deployed stage of the service, as who knows a key of it sees it. */
export class Stage {
  readonly #aws: MiniStack;
  readonly #name: string;
  #apiId = '';
  #tableName = '';
  #token = '';

  constructor(aws: MiniStack, name: string) {
    this.#aws = aws;
    this.#name = name;
  }

  /** The table that it worked on when it was deployed. */
  get tableName(): string {
    return this.#tableName;
  }

  /** Deploys a release. @param assembly the folder with its templates and bundles */
  deploy(assembly: string): void {
    this.deployApp(assembly, '--app', assembly);
  }

  /** Deploys the CDK app of a folder. */
  deployApp(folder: string, ...args: readonly string[]): void {
    const file = join(folder, 'outputs.json');
    this.#aws.cdkIn(folder, 'deploy', '--all', '--require-approval', 'never', '--outputs-file', file, ...args);
    const stacks = Object.values(Outputs.parse(JSON.parse(readFileSync(file, 'utf8'))));
    const { ApiUrl } = stacks.find((one) => one.ApiUrl !== undefined) ?? {};
    this.#apiId = new URL(ApiUrl ?? '').hostname.split('.')[0] ?? '';
    this.#tableName = stacks.find((one) => one.TableName !== undefined)?.TableName ?? '';
  }

  /** Makes an organisation, whose key is used from then on. */
  createOrganization(ocore?: Ocore): void {
    this.#takeKey('create-organization', ['--slug', 'acme', '--name', 'Acme Corp'], ocore);
  }

  /** Gives the organisation's key, which nobody has any more, a new secret. */
  resetKey(): void {
    this.#takeKey('reset-key', ['--organization', 'acme']);
  }

  #takeKey(command: string, args: readonly string[], ocore: Ocore = (...all) => this.#aws.ocore(...all)): void {
    const named = this.#name === 'prod' ? [] : ['--function', `ocore-${this.#name}-${command}`];
    this.#token = ApiKey.parse(JSON.parse(ocore('admin', command, ...args, ...named))).apiKey;
  }

  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { port } = this.#aws;
    const target = { port, hostHeader: `${this.#apiId}.execute-api.localhost:${port}` };
    // A deployment blocks this process: a connection that was kept meanwhile may have been closed unseen.
    const headers = { connection: 'close', ...options.headers };
    return call(target, method, path, { token: this.#token, ...options, headers });
  }

  /** @throws Error where the answer has another status */
  async did(status: number, method: string, path: string, options: CallOptions = {}): Promise<Answer['json']> {
    const answer = await this.call(method, path, options);
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  /** A project with a repository and an environment, and a push to it that is queued. */
  async makeProject(name: string): Promise<Made> {
    const projectId = String((await this.did(201, 'POST', '/api/projects', { body: { name } })).id);
    const path = `/api/projects/${projectId}`;
    const environment = { name: 'Staging', type: 'staging', branch: 'master' };
    const environmentId = String((await this.did(201, 'POST', `${path}/environments`, { body: environment })).id);
    const repository = { repositoryUrl: realRepository.sshUrl, branch: 'main', provider: 'github' };
    const connected = await this.did(201, 'POST', `${path}/repository`, { body: repository });
    const webhook = Webhook.parse(connected.webhook);
    const pushed = Queued.parse(await this.push({ webhook }, 202));
    const { branchMappings } = Mappings.parse(await this.did(200, 'GET', `${path}/branch-mappings`));
    const [deploymentId] = pushed.deployments;
    const { deliveryId } = pushed;
    return { ids: { projectId, environmentId, deploymentId, deliveryId, mappingId: branchMappings[0].id }, webhook };
  }

  /** Delivers the same push each time. */
  push({ webhook }: Pick<Made, 'webhook'>, status: number): Promise<Answer['json']> {
    const rawBody = JSON.stringify(realPush());
    const headers = githubHeaders('push', rawBody, webhook.secret);
    return this.did(status, 'POST', new URL(webhook.url).pathname, { rawBody, headers });
  }

  /** What each endpoint answers that reads by these ids and asks no Git server. Those that need more are left out. */
  async readAll({ ids }: Made): Promise<Answers> {
    const rows = endpoints.filter(
      (row) => row.method === 'GET' && row.access !== 'public' && !providerFunctions.has(functionFile(row)),
    );
    const read: Record<string, unknown> = {};
    for (const row of rows) {
      const path = row.path.replace(/\{([^{}]+)\}/g, (whole, name: string) => ids[name] ?? whole);
      if (path.includes('{')) continue;
      const { status, json } = await this.call('GET', path);
      if (status === 200) read[path] = lasting(json);
    }
    return read;
  }
}
