import { describe, expect, it } from 'vitest';
import { actionsOf, connect, get, keyIdsOf, regenerate, server, useBench, validate } from './validate-bench.ts';

useBench();

describe('validate, with the key that connect answered added to the repository', () => {
  it('answers the branches and the default branch', async () => {
    server.repository.commit('19.0-migration');
    const project = await connect();

    const result = await validate(project);

    expect(result).toEqual({
      result: 'reachable',
      detail: expect.stringContaining('acme/odoo-custom'),
      branches: ['19.0-migration', 'main', 'staging'],
      defaultBranch: 'main',
      checkedAt: expect.stringMatching(/^20.+Z$/),
      durationMs: expect.any(Number),
    });
  });
});

describe('validate, where the key does not open the repository', () => {
  it('that it never opened: tells where to add it, and it is still to be added', async () => {
    const project = await connect({ addKey: false });

    const result = await validate(project);

    expect(result).toMatchObject({ result: 'deploy_key_rejected', branches: [], defaultBranch: null });
    expect(result.detail).toContain(server.deployKeysPage);
    expect(result.detail).toContain(project.repository.deployKey.fingerprint);
    const after = await get(project);
    const { checkedAt: at, detail } = result;
    expect(after.lastValidation).toEqual({ at, result: 'deploy_key_rejected', detail });
    expect(after).toMatchObject({ status: 'action_required', deployKey: { lastVerifiedAt: null } });
    expect(actionsOf(after)).toEqual(['add_deploy_key', 'add_webhook']);
  });
});

describe('validate, where the server is not as it was', () => {
  it('with another host key: tells both fingerprints and does not show the deploy key', async () => {
    const project = await connect();
    await validate(project);
    const pinned = server.hostKey.pin.fingerprint;
    server.replaceHostKey();

    const result = await validate(project);

    expect(result.result).toBe('host_key_changed');
    expect(result.detail).toContain(pinned);
    expect(result.detail).toContain(server.hostKey.pin.fingerprint);
    expect(server.attempts).toEqual([]);
    expect(await get(project)).toMatchObject({
      status: 'failing',
      statusReason: expect.stringMatching(/^host_key_changed: /),
    });
  });
});

describe('validate after regenerate-key', () => {
  it('removes the old key and its private half once the new one has opened the repository', async () => {
    const project = await connect();
    await validate(project);
    const old = project.repository.deployKey;
    const rotated = await regenerate(project);
    expect(rotated.deployKey.retiring?.fingerprint).toBe(old.fingerprint);
    expect(keyIdsOf(project)).toEqual([old.id, rotated.deployKey.id].sort());
    server.deployKeys.push(rotated.deployKey.publicKey);

    expect(await validate(project)).toMatchObject({ result: 'reachable' });

    expect((await get(project)).deployKey).toMatchObject({ id: rotated.deployKey.id, retiring: null });
    expect(keyIdsOf(project)).toEqual([rotated.deployKey.id]);
  });
});
