import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ocore, service, useService } from './cli-bench.ts';
import { examined, faults } from './cli-doctor-bench.ts';
import { minutesLater } from './clock.ts';
import { OwnGitServer } from './connections/own-git-server.ts';
import { ReconciledProject } from './reconcile/reconciled-project.ts';
import { expectStatus } from './test-service.ts';

useService();

describe('ocore doctor', () => {
  it('of an unknown project ends with 6', async () => {
    expect((await ocore(['doctor', 'No such project'])).code).toBe(6);
  });
});

describe('the doctor finds', () => {
  it('that deliveries are refused since the last right one', async () => {
    const { projectId, webhook } = await service.connectedProject();
    await service.deliveredPing(webhook);
    await minutesLater(1, () => service.deliver({ ...webhook, secret: 'wrong' }, 'ping', { zen: 'x' }));

    const found = await faults(projectId);

    expect(found).toContainEqual([
      'webhook',
      expect.stringContaining('are refused'),
      expect.stringContaining('reveal-secret'),
    ]);
  });

  it('only what the caller may try', async () => {
    const { projectId } = await service.connectedProject();
    const body = { name: service.freshName(), permissions: ['view:projects'] };
    const key = expectStatus(201, await service.api('POST', '/api/api-keys', { body })).json.key;

    const found = await examined(projectId, { token: String(key) });

    expect(found).toContainEqual({
      check: 'connection',
      ok: true,
      detail: 'not tried: that needs manage:projects',
      fix: null,
    });
  });
});

describe('with a real Git server, the doctor finds', () => {
  let server: OwnGitServer;
  beforeAll(async () => {
    server = await OwnGitServer.start();
  });
  afterAll(() => server.stop());

  it('that its webhook went silent: branches move, and nothing arrives', async () => {
    const first = server.repository.commit('staging');
    const silent = await ReconciledProject.connect(service, server);
    expectStatus(202, await silent.deliver('staging', first, silent.lose('staging', 'Delivered')));
    silent.lose('staging', 'Lost');
    await silent.reconcile();
    await silent.reconcile(2);

    const found = await minutesLater(25, () => faults(silent.path.split('/').at(-1) ?? ''));
    expect(found).toContainEqual([
      'webhook',
      expect.stringContaining('No delivery arrived'),
      expect.stringContaining('ocore repo sync fetches what was missed.'),
    ]);
  });
});
