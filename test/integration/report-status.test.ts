import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { CommitState } from '#shared/providers/client/git-provider.ts';
import { Connection } from './connections/connection.ts';
import { type GitHost, giteaHost } from './connections/git-host.ts';
import { providerHosts, renewed } from './connections/provider-hosts.ts';
import { ReportedDeployment } from './connections/reported-deployment.ts';
import { TestService } from './test-service.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) =>
  (await import('./connections/outbound.ts')).outboundMock(original),
);

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const expected = [
  ['queued', 'pending'],
  ['waiting', 'pending'],
  ['running', 'running'],
  ['succeeded', 'success'],
  ['failed', 'failure'],
  ['cancelled', 'cancelled'],
  ['superseded', 'cancelled'],
] as const satisfies readonly (readonly [DeploymentStatus, CommitState])[];

describe.each(providerHosts)('with a credential, %s', (_name, start) => {
  let host: GitHost;
  let at: Connection;
  beforeAll(async () => {
    host = await start();
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(async () => {
    await renewed(host, at);
  });

  it('shows a pushed commit as pending, with the environment and the deployment, which says so', async () => {
    const deployment = await ReportedDeployment.pushed(service, at);
    await service.settled();

    expect(deployment.shown()).toEqual([
      {
        state: host.standIn.traits.states.pending,
        context: 'ocore/Staging',
        description: 'Queued for Staging.',
        targetUrl: deployment.url,
      },
    ]);
    expect((await deployment.get()).statusReport).toEqual({
      state: 'reported',
      detail: expect.stringMatching(/ shows ocore\/Staging as pending\.$/),
    });
  });

  it.each(expected)('shows one that is %s as %s', async (status, state) => {
    const deployment = await ReportedDeployment.pushed(service, at);
    await service.settled();

    await deployment.becomes({ status });
    await service.settled();

    expect(deployment.shown().at(-1)?.state).toBe(host.standIn.traits.states[state]);
    expect((await deployment.get()).statusReport?.detail).toMatch(new RegExp(` as ${state}\\.$`));
  });

  it('follows a deployment from the push to its end, and gets the reason that it gives', async () => {
    const deployment = await ReportedDeployment.pushed(service, at);
    await service.settled();

    await deployment.becomes({ status: 'running' });
    await service.settled();
    await deployment.becomes({ status: 'failed', statusReason: 'runner_lost: the runner sent no heartbeat for 60 s.' });
    await service.settled();

    expect(deployment.shown().at(-1)).toMatchObject({
      state: host.standIn.traits.states.failure,
      description: 'runner_lost: the runner sent no heartbeat for 60 s.',
    });
    expect((await deployment.get()).statusReport?.detail).toMatch(/as failure\.$/);
  });

  it('is told by the name of today where the repository was renamed', async () => {
    const deployment = await ReportedDeployment.pushed(service, at);
    await service.settled();

    host.standIn.rename('acme-gmbh/odoo');
    await deployment.becomes({ status: 'succeeded' });
    await service.settled();

    expect(deployment.shown()).toMatchObject([{ state: host.standIn.traits.states.success }]);
  });
});

describe('a status report', () => {
  it('is no change of the deployment: it is told in no event, and only the report is written', async () => {
    const host = await giteaHost();
    const at = new Connection(service, host);
    await at.set('good');
    const deployment = await ReportedDeployment.pushed(service, at);
    await service.settled();
    const [before, events] = [await deployment.stored(), service.local.bus.events.length];

    host.standIn.break(503);
    await deployment.report().catch(() => undefined);
    await service.settled();

    const { statusReport, ...rest } = await deployment.stored();
    const { statusReport: earlier, ...restBefore } = before;
    expect([earlier, statusReport]).toMatchObject([{ state: 'reported' }, { state: 'failed' }]);
    expect(rest).toEqual(restBefore);
    expect(service.local.bus.events).toHaveLength(events);
    await host.standIn.stop();
  });
});
