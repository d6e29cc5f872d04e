import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { faults, git, project, useBench } from './reconcile-bench.ts';

useBench();

describe('a table that is too busy to record the baseline', () => {
  it('is no reason to deploy what was there: the baseline is recorded again', async () => {
    project.lose('feature/1');
    const mapping = { branchPattern: 'feature/*', environmentId: project.environments.work };
    let isBusy = true;
    const hook = async (command: string, input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (isBusy && command === 'TransactWriteItemsCommand' && JSON.stringify(input).includes('BRANCH#')) {
        const reasons = [{ Code: 'ThrottlingError' }];
        throw new TransactionCanceledException({ $metadata: {}, message: 'busy', CancellationReasons: reasons });
      }
      return send();
    };

    await faults.during(hook, async () => {
      expectStatus(201, await project.change('POST', '/branch-mappings', mapping));
      await project.reconcile();
      isBusy = false;
      await project.reconcile(1);
      await project.reconcile();
    });

    expect(await project.deployments('work')).toEqual([]);
    const lost = project.lose('feature/1', 'Lost');
    await project.reconcile();
    expect((await project.deployments('work')).map((one) => one.commitSha)).toEqual([lost]);
  });
});

describe('a later reconciliation', () => {
  beforeEach(() => project.reconcile());

  it('queues a branch that it sees for the first time: its creation was lost', async () => {
    const lost = project.lose('work/new');

    await project.reconcile();

    expect((await project.deployments('work')).map((one) => one.commitSha)).toEqual([lost]);
  });

  it('queues nothing twice, and nothing that a delivery told of', async () => {
    const stock = git.repository.run('rev-parse', 'refs/heads/staging');
    const delivered = project.lose('staging', 'Delivered');
    expectStatus(202, await project.deliver('staging', stock, delivered));
    project.lose('work/1');

    await project.reconcile();
    await project.reconcile();
    await project.reconcile();

    expect(await project.deployments('staging')).toHaveLength(1);
    expect(await project.deployments('work')).toHaveLength(1);
  });

  it('leaves a delivery that comes late nothing to do', async () => {
    const stock = git.repository.run('rev-parse', 'refs/heads/staging');
    const late = project.lose('staging', 'Late');
    await project.reconcile();

    const { json } = expectStatus(200, await project.deliver('staging', stock, late));

    expect(json).toMatchObject({ decision: 'duplicate', deployments: [] });
    expect(await project.deployments('staging')).toHaveLength(1);
  });

  it('keeps a pause: the push waits', async () => {
    const environment = await project.change('PUT', `/environments/${project.environments.staging}`, {
      approval: 'required',
    });
    expectStatus(200, environment);
    project.lose('staging', 'Held');

    await project.reconcile();

    expect((await project.deployments('staging')).map((one) => one.status)).toEqual(['waiting']);
  });

  it('never overrules a delivery that comes while it is at work', async () => {
    const seen = project.lose('staging', 'Seen by the reconciliation');
    const newer = git.repository.run('commit-tree', `${seen}^{tree}`, '-p', seen, '-m', 'Newer');
    const stock = git.repository.run('rev-parse', `${seen}`);
    let delivered = false;
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command === 'TransactWriteItemsCommand' && !delivered) {
        delivered = true;
        expectStatus(202, await project.deliver('staging', stock, newer));
      }
      return send();
    };

    await faults.during(hook, () => project.reconcile());

    expect(await project.pending('staging')).toBe(newer);
    expect((await project.deployments('staging')).map((one) => one.commitSha)).toEqual([newer]);
  });

  it('of a hook that went silent while branches move makes the connection fail, with the reason, until one delivers again', async () => {
    const lost = project.lose('staging', 'Lost');
    await project.reconcile();
    expect((await project.repository()).status).not.toBe('failing');

    await project.reconcile(2);

    const failing = await project.repository();
    expect(failing.status).toBe('failing');
    expect(failing.statusReason).toContain('No delivery arrived');
    expect(failing.statusReason).toContain(failing.webhook.settingsUrl);

    const next = project.lose('staging', 'Next');
    expectStatus(202, await project.deliver('staging', lost, next));
    await project.reconcile(30);
    expect(await project.repository()).toMatchObject({ status: 'connected', statusReason: null });
  });

  it('leaves a silent hook failing where a validation proves the key alone', async () => {
    const stock = git.repository.run('rev-parse', 'refs/heads/staging');
    const delivered = project.lose('staging', 'Delivered');
    expectStatus(202, await project.deliver('staging', stock, delivered));
    expectStatus(200, await project.change('POST', '/repository/validate'));
    project.lose('staging', 'Lost');
    await project.reconcile();
    await project.reconcile(2);

    expectStatus(200, await project.change('POST', '/repository/validate'));

    const { status, statusReason } = await project.repository();
    expect(status).toBe('failing');
    expect(statusReason).toContain('No delivery arrived');
  });

  it('that finds a push whose delivery is only late leaves the connection as it is', async () => {
    const stock = git.repository.run('rev-parse', 'refs/heads/staging');
    const late = project.lose('staging', 'Late');
    await project.reconcile();
    await project.deliver('staging', stock, late);

    await project.reconcile(2);

    expect((await project.repository()).status).toBe('connected');
  });

  it('comes at once where the first delivery of all leaves the order open', async () => {
    const queued = project.lose('staging', 'Lost');
    await project.reconcile();
    expect(await project.pending('staging')).toBe(queued);
    const missed = project.lose('staging', 'Missed');
    const newest = project.lose('staging', 'Newest');
    const stale = expectStatus(200, await project.deliver('staging', missed, newest, 'Fix', '2020-01-01T00:00:00Z'));
    expect(stale.json).toMatchObject({ decision: 'stale' });

    await project.reconcile(1);

    expect(await project.pending('staging')).toBe(newest);
  });

  it('goes on with the key that works while a new one is not installed yet', async () => {
    expectStatus(200, await project.change('POST', '/repository/regenerate-key'));
    const lost = project.lose('staging', 'Lost');

    await project.reconcile();

    expect((await project.deployments('staging')).map((one) => one.commitSha)).toEqual([lost]);
  });

  it('asks no remote while nothing is mapped', async () => {
    const { branchMappings } = (await project.change('GET', '/branch-mappings')).json as {
      branchMappings: readonly { readonly id: string }[];
    };
    for (const { id } of branchMappings) expectStatus(204, await project.change('DELETE', `/branch-mappings/${id}`));
    const asked = git.attempts.length;

    await project.reconcile();

    expect(git.attempts).toHaveLength(asked);
  });

  it('that cannot reach the remote comes back ever later, and shows it after the third time', async () => {
    git.stopSsh();
    const statuses: string[] = [];
    for (const minutes of [20, 40, 80]) {
      await project.reconcile(minutes);
      statuses.push((await project.repository()).status);
    }
    expect(statuses).toEqual(['action_required', 'action_required', 'failing']);
    const { statusReason, lastComparison } = await project.repository();
    expect(statusReason).toBe(`repository_unreachable: ${lastComparison?.detail}`);
    expect(lastComparison?.result).toBe('repository_unreachable');

    git.startSsh();
    const lost = project.lose('staging', 'Meanwhile');
    await project.reconcile(20);
    expect(await project.deployments('staging')).toEqual([]);
    await project.reconcile(200);
    expect((await project.deployments('staging')).map((one) => one.commitSha)).toEqual([lost]);
  });

  it('keeps the rule of a commit that a delivery said to skip', async () => {
    const stock = git.repository.run('rev-parse', 'refs/heads/staging');
    const skipped = project.lose('staging', 'Skipped');
    expectStatus(200, await project.deliver('staging', stock, skipped, 'Docs [skip ci]'));

    await project.reconcile();

    expect(await project.deployments('staging')).toEqual([]);
  });

  it('deploys nothing where automatic deployment is off, also when it is switched on again', async () => {
    const path = `/environments/${project.environments.staging}`;
    expectStatus(200, await project.change('PUT', path, { autoDeploy: false }));
    project.lose('staging', 'Off');
    await project.reconcile();
    expectStatus(200, await project.change('PUT', path, { autoDeploy: true }));

    await project.reconcile();

    expect(await project.deployments('staging')).toEqual([]);
  });
});
