import { describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Submodule } from '#shared/contract/submodule.ts';
import { minutesLater } from './clock.ts';
import { Connection } from './connections/connection.ts';
import { giteaHost } from './connections/git-host.ts';
import { OwnGitServer } from './connections/own-git-server.ts';
import { expectProblem } from './expect-problem.ts';
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
  it('is answered again under its Idempotency-Key', async () => {
    const { path, projectId } = await service.connectedProject();
    const headers = { 'idempotency-key': `theme-${projectId}` };
    const first = submoduleIn(201, await add(path, theme, headers));

    expect(submoduleIn(201, await add(path, theme, headers))).toEqual(first);
  });
});

describe('the keys of submodules', () => {
  it('are removed where the project is deleted, and are not in a clone of it', async () => {
    const { path, projectId } = await service.connectedProject();
    await add(path);
    const clone = expectStatus(201, await service.api('POST', `${path}/clone`)).json;

    expectStatus(204, await service.api('DELETE', path));
    await new Connection(service, await giteaHost()).purge({ id: projectId, path });

    expect(secretsOf(projectId)).toEqual([]);
    expect(secretsOf(String(clone.id))).toEqual([]);
    expectProblem(
      await service.api('GET', `/api/projects/${clone.id}/repository/submodules`),
      'repository_not_connected',
    );
  });

  it('go with the connection, whose removal counts them', async () => {
    const { path, projectId } = await service.connectedProject();
    await add(path);
    const told = expectStatus(200, await service.api('GET', `${path}/repository/removal`)).json;
    const ofProject = expectStatus(200, await service.api('GET', `${path}/removal`)).json;
    const entry = { what: 'deploy key of acme/theme', automatic: false, where: expect.stringContaining('/theme/') };

    const { json } = expectStatus(200, await service.api('DELETE', `${path}/repository`));

    expect(told).toMatchObject({ counts: { submoduleKeys: 1 }, remote: expect.arrayContaining([entry]) });
    expect(ofProject).toMatchObject({ counts: { submoduleKeys: 1 }, remote: expect.arrayContaining([entry]) });
    expect(json.leftBehind).toContainEqual(expect.objectContaining({ what: 'deploy key of acme/theme' }));
    expect(secretsOf(projectId)).toEqual([]);
  });
});

describe('regenerating the key of the repository', () => {
  const regenerate = async (path: string, revokeNow = false): Promise<void> => {
    const body = { revokeNow };
    expectStatus(200, await service.api('POST', `${path}/repository/regenerate-key`, { body }));
  };
  const first = async (path: string): Promise<Submodule> => Shape.parse((await list(path))[0]);

  it('ends the old keys at once where that is asked for', async () => {
    const project = await service.connectedProject();
    const before = submoduleIn(201, await add(project.path));

    await regenerate(project.path, true);

    const after = await first(project.path);
    expect(after.deployKey.retiring).toBeNull();
    expect(secretOf(before)).toBeUndefined();
    expect(secretOf(after)).toBeDefined();
    expect(secretsOf(project.projectId)).toHaveLength(2);
  });

  it('keeps the proved key where the one between was never added', async () => {
    const server = await OwnGitServer.start();
    server.repository.commit('main');
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body: server.settings }));
    const { path, projectId } = await service.connectedProject();
    const proved = submoduleIn(201, await add(path, server.cloneUrl()));
    const validate = async () =>
      expectStatus(200, await service.api('POST', `${at(path, proved.id)}/validate`)).json.result;
    server.deployKeys.push(proved.deployKey.publicKey);
    await validate();
    await regenerate(path);
    await regenerate(path);
    const newest = await first(path);

    const unproved = await validate();
    const kept = secretOf(proved);
    server.deployKeys.push(newest.deployKey.publicKey);
    const known = await validate();

    expect([unproved, known]).toEqual(['deploy_key_rejected', 'reachable']);
    expect(newest.deployKey.retiring).toMatchObject({ fingerprint: proved.deployKey.fingerprint });
    expect(kept).toBeDefined();
    expect(await first(path)).toMatchObject({ status: 'connected', deployKey: { retiring: null } });
    expect(secretOf(proved)).toBeUndefined();
    // The connected repository has two as well: nobody has validated it.
    expect(secretsOf(projectId)).toHaveLength(3);
    await server.stop();
  });

  it('shows both keys before they are removed, and removes both', async () => {
    const { path, projectId } = await service.connectedProject();
    const { id } = submoduleIn(201, await add(path));
    await regenerate(path);
    const told = expectStatus(200, await service.api('GET', `${path}/repository/removal`)).json;

    const { json } = expectStatus(200, await service.api('DELETE', at(path, id)));

    const whats = ['deploy key of acme/theme', 'old deploy key of acme/theme'];
    expect(told.remote).toEqual(expect.arrayContaining(whats.map((what) => expect.objectContaining({ what }))));
    expect((json.leftBehind as { what: string }[]).map(({ what }) => what)).toEqual(whats);
    expect(secretsOf(projectId)).toHaveLength(2);
  });
});

describe('the key of a submodule at a provider with a credential', () => {
  it('is left to a person where the provider refuses the new one, and the repository has its new key', async () => {
    const host = await giteaHost();
    const provider = new Connection(service, host);
    await provider.set('good');
    const { path } = await service.connectedProject();
    const before = submoduleIn(201, await add(path, provider.repositoryUrl));
    const words = host.standIn.refuse('keys');

    const { json } = expectStatus(200, await service.api('POST', `${path}/repository/regenerate-key`));

    expect((json.deployKey as { retiring: unknown }).retiring).not.toBeNull();
    const [after] = await list(path);
    expect(after).toMatchObject({
      status: 'action_required',
      statusReason: expect.stringContaining(words),
      deployKey: { installed: 'manual', retiring: { fingerprint: before.deployKey.fingerprint } },
    });
    expect(secretOf(before)).toBeDefined();
    await host.standIn.stop();
  });

  it('is removed by the tick where the provider could not be reached', async () => {
    const host = await giteaHost();
    const provider = new Connection(service, host);
    await provider.set('good');
    const { path, projectId } = await service.connectedProject();
    const before = submoduleIn(201, await add(path, provider.repositoryUrl));
    host.standIn.break('drop');
    expectStatus(200, await service.api('POST', `${path}/repository/regenerate-key`, { body: { revokeNow: true } }));
    const unreached = provider.keyTitles();
    host.standIn.repair();

    await minutesLater(2, () => invoke('schedules/tick', {}));

    expect(unreached).toEqual([`ocore ${before.deployKey.id}`]);
    expect(provider.keyTitles()).toEqual([]);
    expect(secretOf(before)).toBeUndefined();
    expect(secretsOf(projectId)).toHaveLength(2);
    await host.standIn.stop();
  });

  it('is replaced there by a new one, which retires the old one', async () => {
    const host = await giteaHost();
    const provider = new Connection(service, host);
    await provider.set('good');
    const { path, projectId } = await service.connectedProject();
    const before = submoduleIn(201, await add(path, provider.repositoryUrl));

    expectStatus(200, await service.api('POST', `${path}/repository/regenerate-key`, { body: { revokeNow: true } }));

    const [after] = await list(path);
    expect(after).toMatchObject({ status: 'connected', deployKey: { installed: 'automatic', retiring: null } });
    expect(provider.keyTitles()).toEqual([`ocore ${after?.deployKey.id}`]);
    expect(secretOf(before)).toBeUndefined();
    expect(secretsOf(projectId)).toHaveLength(2);
    await host.standIn.stop();
  });
});
