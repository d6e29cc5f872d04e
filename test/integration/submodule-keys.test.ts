import { describe, expect, it } from 'vitest';
import type { Submodule } from '#shared/contract/submodule.ts';
import { realRepository } from '#test/fixtures/github.ts';
import { Connection } from './connections/connection.ts';
import { giteaHost } from './connections/git-host.ts';
import { OwnGitServer } from './connections/own-git-server.ts';
import { expectProblem } from './expect-problem.ts';
import { deploy, TestRunner } from './runner.ts';
import {
  add,
  at,
  list,
  Shape,
  secretOf,
  secretsOf,
  service,
  submoduleIn,
  theme,
  useBench,
} from './submodule-keys-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('the key of a submodule that a person adds at its provider', () => {
  it('is made once, and says where to paste it', async () => {
    const { path, projectId } = await service.connectedProject();

    const made = await add(path);

    const submodule = submoduleIn(201, made);
    expect(submodule).toMatchObject({
      id: expect.stringMatching(/^sub_/),
      repositoryUrl: theme,
      fullName: 'acme/theme',
      status: 'action_required',
      statusReason: expect.stringContaining('https://github.com/acme/theme/settings/keys'),
      lastVerifiedAt: null,
    });
    expect(made.headers.location).toBe(at(path, submodule.id));
    expect(made.text).not.toContain('PRIVATE KEY');
    expect(submoduleIn(200, await add(path, 'https://github.com/ACME/Theme'))).toEqual(submodule);
    expect(await list(path)).toEqual([submodule]);
    expect(submoduleIn(200, await service.api('GET', at(path, submodule.id)))).toEqual(submodule);
    expect(secretsOf(projectId)).toHaveLength(2);
  });

  it('is refused for the connected repository, and for hosts that nobody has set', async () => {
    const { path } = await service.connectedProject();

    expectProblem(await add(path, `git@github.com:${realRepository.fullName}.git`), 'validation_failed', [
      '#/repositoryUrl',
    ]);
    expectProblem(await add(path, 'git@git.evil.example:acme/theme.git'), 'repository_host_not_allowed');
    expect(await list(path)).toEqual([]);
  });

  it('needs a connected repository, and one that exists', async () => {
    const { path } = await service.project();
    const connected = await service.connectedProject();
    const other = submoduleIn(201, await add(connected.path));

    expectProblem(await add(path), 'repository_not_connected');
    expectProblem(await service.api('GET', at((await service.connectedProject()).path, other.id)), 'not_found');
  });

  it('is handed to the runner with a claim, and not any more after its removal', async () => {
    const project = await service.connectedProject();
    const submodule = submoduleIn(201, await add(project.path));
    await deploy(service, project);
    const runner = new TestRunner(service, project.path, project.environments.staging);

    const claim = await runner.claim();

    expect(claim.submodules).toEqual([
      {
        sshUrl: 'ssh://git@github.com/acme/theme.git',
        hostKeys: claim.hostKeys,
        deployKeySecretId: secretOf(submodule),
      },
    ]);
    await runner.complete(claim.deployment.id, claim.lease.token);
    expectStatus(200, await service.api('DELETE', at(project.path, submodule.id)));
    await deploy(service, project);
    expect((await runner.claim()).submodules).toEqual([]);
  });

  it('is removed with its private half, and the answer says what a person has to remove', async () => {
    const { path, projectId } = await service.connectedProject();
    const submodule = submoduleIn(201, await add(path));

    const { json } = expectStatus(200, await service.api('DELETE', at(path, submodule.id)));

    expect(json).toEqual({
      removed: ['private half of the deploy key'],
      leftBehind: [
        {
          what: 'deploy key of acme/theme',
          why: expect.any(String),
          where: 'https://github.com/acme/theme/settings/keys',
        },
      ],
    });
    expect(secretsOf(projectId)).toHaveLength(1);
    expect(await list(path)).toEqual([]);
    expectProblem(await service.api('DELETE', at(path, submodule.id)), 'not_found');
  });
});

describe('the submodules that runners have told', () => {
  const reported = async (path: string): Promise<unknown> =>
    expectStatus(200, await service.api('GET', `${path}/repository/submodules`)).json.reported;
  const told = { path: 'vendor/theme', repositoryUrl: 'git@github.com:acme/theme.git' };

  it('are listed with the key that they have, or without one', async () => {
    const project = await service.connectedProject();
    expect(await reported(project.path)).toEqual([]);
    const runner = new TestRunner(service, project.path, project.environments.staging);
    await deploy(service, project);
    const failed = await runner.run({ status: 'failed', submodules: [{ ...told, fetched: false }] });
    const missing = await reported(project.path);
    const { id } = submoduleIn(201, await add(project.path));
    await deploy(service, project);
    const { deployment, lease } = await runner.claim();

    await runner.heartbeat(deployment.id, lease.token, { submodules: [{ ...told, fetched: true }] });

    expect(missing).toEqual([{ ...told, fetched: false, submoduleId: null, deploymentId: failed }]);
    expect(await reported(project.path)).toEqual([
      { ...told, fetched: true, submoduleId: id, deploymentId: deployment.id },
    ]);
  });
});

describe('regenerating the key of the repository', () => {
  const regenerate = async (path: string, revokeNow = false): Promise<void> => {
    const body = { revokeNow };
    expectStatus(200, await service.api('POST', `${path}/repository/regenerate-key`, { body }));
  };
  const first = async (path: string): Promise<Submodule> => Shape.parse((await list(path))[0]);

  it('makes a new key for each submodule, and runners use the old one until the new one is proved', async () => {
    const project = await service.connectedProject();
    const before = submoduleIn(201, await add(project.path));
    await deploy(service, project);

    await regenerate(project.path);

    const after = await first(project.path);
    expect(after).toMatchObject({ id: before.id, status: 'action_required' });
    expect(after.deployKey.fingerprint).not.toBe(before.deployKey.fingerprint);
    expect(after.deployKey.retiring).toMatchObject({ fingerprint: before.deployKey.fingerprint });
    expect(secretsOf(project.projectId)).toHaveLength(4);
    const claim = await new TestRunner(service, project.path, project.environments.staging).claim();
    expect(claim.submodules).toEqual([expect.objectContaining({ deployKeySecretId: secretOf(before) })]);
  });
});

describe('the key of a submodule at a provider with a credential', () => {
  it('is installed there, read-only, and removed there', async () => {
    const host = await giteaHost();
    const provider = new Connection(service, host);
    await provider.set('good');
    const { path } = await service.connectedProject();

    const submodule = submoduleIn(201, await add(path, provider.repositoryUrl));

    expect(submodule).toMatchObject({ status: 'connected', deployKey: { installed: 'automatic' } });
    expect(provider.keyTitles()).toEqual([`ocore ${submodule.deployKey.id}`]);
    const { json } = expectStatus(200, await service.api('DELETE', at(path, submodule.id)));
    expect(json).toEqual({
      removed: ['deploy key of acme/odoo-custom', 'private half of the deploy key'],
      leftBehind: [],
    });
    expect(provider.keyTitles()).toEqual([]);
    await host.standIn.stop();
  });
});

describe('validating the key of a submodule', () => {
  it('connects with it: rejected until it is added, then it is verified, then it fails', async () => {
    const server = await OwnGitServer.start();
    server.repository.commit('main');
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body: server.settings }));
    const { path } = await service.connectedProject();
    const submodule = submoduleIn(201, await add(path, server.cloneUrl()));
    const validate = async () =>
      expectStatus(200, await service.api('POST', `${at(path, submodule.id)}/validate`)).json;

    const before = await validate();
    server.deployKeys.push(submodule.deployKey.publicKey);
    const added = await validate();
    const connected = (await list(path))[0];
    server.deployKeys.length = 0;
    const after = await validate();

    expect(before).toMatchObject({
      result: 'deploy_key_rejected',
      detail: expect.stringContaining(server.deployKeysPage),
    });
    expect(added).toMatchObject({ result: 'reachable', branches: ['main'] });
    expect(connected).toMatchObject({ status: 'connected', lastVerifiedAt: added.checkedAt });
    expect(after).toMatchObject({ result: 'deploy_key_rejected' });
    expect((await list(path))[0]).toMatchObject({
      status: 'failing',
      statusReason: expect.stringMatching(/^deploy_key_rejected: /),
    });
    await server.stop();
  });
});
