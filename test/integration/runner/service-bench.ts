import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { ocoreFile, type Ran, root, runCommand } from '#test/run-command.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { expectStatus, TestService } from '../test-service.ts';
import { withSsh } from './with-ssh.ts';
import { WorkTree } from './work-tree.ts';

export let service: TestService;
export let server: OwnGitServer;
export let work: WorkTree;
export let out: string;
export let project: { readonly id: string; readonly path: string };
export let environmentId: string;

/** Gives a file the service, and each of its tests a Git server with a connected project. */
export const useService = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    out = mkdtempSync(join(tmpdir(), 'ocore-out-'));
    server = await OwnGitServer.start();
    work = new WorkTree(server.repository.path);
    work.push('main', { 'version.txt': 'zero' });
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body: server.settings }));
    project = await service.project();
    environmentId = await service.environment(project.path, { name: 'Staging', type: 'staging', branch: 'staging' });
    const body = { repositoryUrl: server.cloneUrl(), branch: 'main' };
    const made = expectStatus(201, await service.api('POST', `${project.path}/repository`, { body }));
    server.deployKeys.push((made.json.deployKey as { publicKey: string }).publicKey);
  });
  afterEach(async () => {
    work.remove();
    await server.stop();
    rmSync(out, { recursive: true, force: true });
  });
};

export const deploy = async (): Promise<string> => {
  const answer = await service.api('POST', `${project.path}/deploy`, { body: { branch: 'staging' } });
  return String(expectStatus(202, answer).json.id);
};
export const read = async (id: string) =>
  expectStatus(200, await service.api('GET', `${project.path}/deployments/${id}`)).json;
export const logOf = async (id: string): Promise<string> => {
  const { json } = expectStatus(200, await service.api('GET', `${project.path}/deployments/${id}/logs`));
  return (json.lines as { text: string }[]).map((line) => line.text).join('\n');
};
/** What starts `ocore runner` as a process of its own. @param main what Node runs */
export const runnerOf = (what: 'start' | 'once', script: string, main = ocoreFile, env: NodeJS.ProcessEnv = {}) => {
  const command = join(out, `${what}.sh`);
  writeFileSync(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const place = ['--project', project.id, '--environment', environmentId, '--command', command];
  const own = { OCORE_API_URL: service.local.url, OCORE_TOKEN: service.token };
  return {
    args: [main, 'runner', what, ...place],
    options: { cwd: root, env: { PATH: withSsh(process.env.PATH ?? ''), ...own, ...env } },
  };
};
export const once = (script: string, main?: string, env?: NodeJS.ProcessEnv): Promise<Ran> => {
  const { args, options } = runnerOf('once', script, main, env);
  return runCommand(process.execPath, args, options);
};

/** Lets the runner work for another environment of the project. */
export const runFor = (id: string): void => {
  environmentId = id;
};
