import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../cli/doctor/finding.ts';
import { ocore, service, useService } from './cli-bench.ts';
import { examined, faults } from './cli-doctor-bench.ts';
import { minutesLater } from './clock.ts';
import { OwnGitServer } from './connections/own-git-server.ts';
import { WorkTree } from './runner/work-tree.ts';
import { expectStatus } from './test-service.ts';

useService();

describe('ocore doctor', () => {
  it('ends with 0 where all is in order', async () => {
    const { code, stdout } = await ocore(['doctor']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^(?:ok {7}(?:address|clock|token|permission): .+\n){4}$/);
  });

  it('ends with 1 where anything is not, and says what to do below it', async () => {
    const { id } = await service.project();

    const { code, stdout } = await ocore(['doctor', id]);
    const json = await ocore(['doctor', id, '--json']);

    expect([code, json.code]).toEqual([1, 1]);
    expect(stdout).toContain(
      `PROBLEM  repository: No repository is connected.\n         ocore project connect-repo ${id} --url …\n`,
    );
    expect((JSON.parse(json.stdout) as Finding[]).filter(({ ok }) => !ok).map(({ check }) => check)).toEqual([
      'repository',
      'environments',
    ]);
  });
});

describe('the doctor finds', () => {
  it('that there is no token, and that one is wrong', async () => {
    expect(await faults(null, { token: '' })).toEqual([
      ['token', 'There is no token for this address.', expect.stringContaining('ocore login')],
    ]);
    expect(await faults(null, { token: 'ocore_wrong' })).toEqual([
      ['token', expect.any(String), expect.stringContaining('ocore login')],
    ]);
  });

  it('that nothing answers at the address', async () => {
    expect(await faults(null, { url: 'http://127.0.0.1:9' })).toEqual([
      [
        'address',
        expect.stringContaining('http://127.0.0.1:9 does not answer'),
        expect.stringContaining('OCORE_API_URL'),
      ],
    ]);
  });

  it('that the clock is off, and goes on', async () => {
    const { id } = await service.project();
    const found = await faults(id, { now: () => Date.now() + 600_000 });

    expect(found[0]).toEqual(['clock', expect.stringContaining('10 min ahead'), expect.any(String)]);
    expect(found[1]?.[0]).toBe('repository');
  });

  it('that a permission is missing', async () => {
    const body = { name: service.freshName(), permissions: ['view:audit-logs'] };
    const key = expectStatus(201, await service.api('POST', '/api/api-keys', { body })).json.key;

    expect(await faults(null, { token: String(key) })).toEqual([
      ['permission', expect.stringContaining('view:projects is missing'), expect.any(String)],
    ]);
  });

  it('the open steps of a repository, and that it cannot be reached', async () => {
    const { projectId } = await service.connectedProject();

    const found = await faults(projectId);

    expect(found.map(([check]) => check)).toEqual(['repository', 'repository', 'connection']);
    expect(found[0]?.[2]).toContain('ocore repo get');
    expect(found[1]?.[2]).toContain('ocore repo reveal-secret');
  });

  it('that an environment is paused, and that nobody runs its deployments', async () => {
    const { projectId, path, environments } = await service.connectedProject();
    const staging = `${path}/environments/${environments.staging}`;
    expectStatus(200, await service.api('POST', `${staging}/pause`, { body: { reason: 'Month-end' } }));
    const body = { commitSha: 'a'.repeat(40), environmentId: environments.develop };
    expectStatus(202, await service.api('POST', `${path}/deploy`, { body }));

    const found = await minutesLater(3, () => faults(projectId));

    expect(found).toContainEqual([
      'environment Staging',
      expect.stringContaining('It is paused: Month-end'),
      `ocore environment resume ${projectId} ${environments.staging}`,
    ]);
    expect(found).toContainEqual([
      'environment Development',
      'A deployment waits, and no runner asks for it.',
      expect.stringContaining('ocore runner start'),
    ]);
  });
});

describe('with a real Git server, the doctor finds', () => {
  let server: OwnGitServer;
  let project: { readonly id: string; readonly path: string };
  beforeAll(async () => {
    server = await OwnGitServer.start();
    const work = new WorkTree(server.repository.path);
    work.push('main', { 'version.txt': 'zero' });
    work.remove();
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body: server.settings }));
    project = await service.project();
    const body = { repositoryUrl: server.cloneUrl(), branch: 'main' };
    expectStatus(201, await service.api('POST', `${project.path}/repository`, { body }));
  });
  afterAll(() => server.stop());

  it('that its key is rejected, and then that it is taken', async () => {
    const rejected = await faults(project.id);
    const { json } = await service.api('GET', `${project.path}/repository`);
    server.deployKeys.push((json.deployKey as { publicKey: string }).publicKey);
    const taken = await examined(project.id);

    expect(rejected).toContainEqual([
      'connection',
      expect.any(String),
      'Add the deploy key at the provider: ocore repo get shows it.',
    ]);
    expect(taken.find(({ check }) => check === 'connection')).toMatchObject({ ok: true });
    expect(taken.map(({ fix }) => fix)).not.toContain('ocore repo get shows the key and the page that it goes to.');
  });
});

describe('at an address of something else, the doctor finds', () => {
  let other: Server;
  let url: string;
  beforeAll(async () => {
    other = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  afterAll(() => new Promise((resolve) => other.close(resolve)));

  it('that it is not oCore, and asks it for nothing else', async () => {
    expect(await faults(null, { url })).toEqual([
      ['address', expect.stringContaining('is no oCore Projects'), expect.any(String)],
    ]);
  });
});
