import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { textLimits } from '#shared/contract/text-limits.ts';
import { table } from '#shared/data/table/table.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { expectProblem } from '../expect-problem.ts';
import {
  contents,
  deployments,
  project,
  push,
  removeEnvironment,
  runner,
  service,
  useBench,
} from './oversized-author-bench.ts';

useBench();

describe('an environment that an earlier version let such a text into', () => {
  /** Writes the author in an item as long as the table takes it. */
  const fill = async (text: string): Promise<void> => {
    // What JSON writes around the values takes no room in the table.
    let fits = 409_600 - Buffer.byteLength(text);
    let tooLong = fits + 1000;
    while (tooLong - fits > 1) {
      const length = Math.floor((fits + tooLong) / 2);
      const isTaken = await contents.put([JSON.parse(text.replace('Ada', 'a'.repeat(length)))]).then(
        () => true,
        () => false,
      );
      [fits, tooLong] = isTaken ? [length, tooLong] : [fits, length];
    }
  };
  /** Leaves the project's deployments and environments as an earlier version could have left them. */
  const wedge = async (): Promise<void> => {
    const own = await contents.ofProjects(project.projectId);
    for (const item of own.filter(({ sk }) => /^(DEPLOYMENT|ENVIRONMENT)#/.test(sk))) {
      const text = JSON.stringify(item);
      if (text.includes('Ada')) await fill(text);
    }
  };
  beforeEach(async () => {
    expectStatus(202, await service.deliver(project.webhook, 'push', push(1, 2)));
    await wedge();
  });

  it('takes the next push', async () => {
    expectStatus(202, await service.deliver(project.webhook, 'push', push(2, 3)));

    expect(await deployments()).toMatchObject([{ status: 'queued' }, { status: 'superseded' }]);
  });

  it('takes a deployment by hand and a cancellation', async () => {
    const body = { branch: 'staging', environmentId: project.environments.staging };
    const made = expectStatus(202, await service.api('POST', `${project.path}/deploy`, { body }));
    await wedge();

    expectStatus(200, await service.api('POST', `${project.path}/deployments/${made.json.id}/cancel`));
  });

  it('is paused and resumed', async () => {
    const path = `${project.path}/environments/${project.environments.staging}`;

    const paused = await service.api('POST', `${path}/pause`, { body: { reason: 'r'.repeat(textLimits.reason) } });
    const resumed = await service.api('POST', `${path}/resume`);

    expect([paused.status, resumed.status]).toEqual([200, 200]);
    expect(await deployments()).toMatchObject([{ status: 'queued' }]);
  });

  it('is claimed and completed', async () => {
    const { deployment, lease } = await runner().claim();
    await wedge();
    const statusReason = 'r'.repeat(textLimits.sentence);

    expectStatus(204, await runner().complete(deployment.id, lease.token, { statusReason }));

    expect(await deployments()).toMatchObject([{ status: 'succeeded', statusReason }]);
  });

  it('is deleted', async () => {
    expectStatus(204, await removeEnvironment());
  });

  it('lets its project be archived and disconnected', async () => {
    expectStatus(200, await service.api('PUT', `${project.path}/archive`));
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));
  });
});

describe('a write that the table refuses for good', () => {
  /** Makes the table refuse every transaction that changes something of this kind, as it refuses an item above 400 KB. */
  const refusing = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const name = 'refusing';
    table().client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const items = (args.input as { TransactItems?: readonly object[] }).TransactItems ?? [];
          if (commandName !== 'TransactWriteItemsCommand' || !JSON.stringify(items).includes(what)) return next(args);
          throw new TransactionCanceledException({
            message: 'cancelled',
            $metadata: {},
            CancellationReasons: items.map(() => ({
              Code: 'ValidationError',
              Message: 'Item size to update has exceeded the maximum allowed size',
            })),
          });
        },
      { step: 'initialize', name },
    );
    try {
      return await work();
    } finally {
      table().client.middlewareStack.remove(name);
    }
  };

  it('is no fault of a delivery: it is recorded as ignored, and told so once more', async () => {
    const body = JSON.stringify(push(1, 2));
    const first = await refusing('DEPLOYMENT#', () => service.deliver(project.webhook, 'push', body));
    const again = await service.deliver(project.webhook, 'push', body);

    expect(expectStatus(200, first).json).toMatchObject({ decision: 'ignore', deployments: [] });
    expect(first.json.reason).toMatch(/does not fit into the record of a deployment/);
    expect(expectStatus(200, again).json).toMatchObject({ deliveryId: first.json.deliveryId, replayed: true });
    const kept = await service.api('GET', `${project.path}/deliveries/${first.json.deliveryId}`);
    expect(expectStatus(200, kept).json).toMatchObject({ decision: { outcome: 'ignore' } });
    expect(await deployments()).toEqual([]);
  });

  it('is 413 for a person, with a line in the log', async () => {
    const body = { branch: 'staging', environmentId: project.environments.staging };

    const answer = await refusing('DEPLOYMENT#', () => service.api('POST', `${project.path}/deploy`, { body }));

    expectProblem(answer, 'body_too_large');
    const line = service.logLines.find((one) => one.includes(String(answer.json.requestId)));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'error', code: 'body_too_large', status: 413 });
  });
});
