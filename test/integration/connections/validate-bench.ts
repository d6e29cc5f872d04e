import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Repository, Validation } from '#shared/contract/repository.ts';
import type { Answer } from '#test/call.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { OwnGitServer } from './own-git-server.ts';

export type Project = { readonly id: string; readonly path: string };
export let service: TestService;
export let contents: TableContents;
export let faults: AwsFaults;
export let commits: Readonly<Record<'main' | 'staging', string>>;
export let server: OwnGitServer;

/** Every answer of this file. */
export const answers: string[] = [];

/** Every private half that was ever stored. */
export const privateHalves = new Set<string>();

export const setProvider = async (more: Record<string, unknown> = {}): Promise<void> => {
  const body = { ...server.settings, ...more };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
};

const privateHalf = (name: string): string => {
  const { SecretString } = service.local.secrets.handle('GetSecretValue', { SecretId: name }) as {
    SecretString: string;
  };
  return SecretString;
};

export const secretsOf = (project: Project): string[] =>
  service.local.secrets.names().filter((name) => name.includes(project.id));

export const keyIdsOf = (project: Project): (string | undefined)[] =>
  secretsOf(project)
    .map((name) => name.split('/').at(-1))
    .sort();

export const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const answer = await service.api(method, path, body === undefined ? {} : { body });
  answers.push(answer.text);
  for (const name of service.local.secrets.names()) {
    if (name.startsWith('ocore/deploy-key/')) privateHalves.add(privateHalf(name));
  }
  return answer;
};

/** A project that is connected to the repository, with its key added where nothing else is said. */
export const connect = async (
  options: { readonly branch?: string; readonly addKey?: boolean; readonly url?: string } = {},
): Promise<Project & { readonly repository: Repository }> => {
  const project = await service.project();
  const body = { repositoryUrl: options.url ?? server.cloneUrl(), branch: options.branch ?? 'main' };
  const repository = repositoryIn(201, await call('POST', `${project.path}/repository`, body));
  if (options.addKey !== false) server.deployKeys.push(repository.deployKey.publicKey);
  return { ...project, repository };
};

export const validateAnswer = (project: Project): Promise<Answer> =>
  call('POST', `${project.path}/repository/validate`);

export const validate = async (project: Project): Promise<Validation> =>
  expectStatus(200, await validateAnswer(project)).json as unknown as Validation;

export const regenerate = async (project: Project, revokeNow = false): Promise<Repository> =>
  repositoryIn(200, await call('POST', `${project.path}/repository/regenerate-key`, { revokeNow }));

export const get = async (project: Project): Promise<Repository> =>
  repositoryIn(200, await call('GET', `${project.path}/repository`));

export const actionsOf = ({ nextSteps }: Repository): string[] => nextSteps.map(({ action }) => action);

export const removeKeys = (): void => {
  server.deployKeys.length = 0;
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    contents = new TableContents(service);
    faults = new AwsFaults();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    server = await OwnGitServer.start();
    commits = { main: server.repository.commit('main'), staging: server.repository.commit('staging') };
    await setProvider();
  });
  afterEach(() => server.stop());
};
