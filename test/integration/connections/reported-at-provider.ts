import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { CommitState } from '#shared/providers/client/git-provider.ts';
import type { TestService } from '#test/integration/test-service.ts';
import { Connection } from './connection.ts';
import type { GitHost } from './git-host.ts';
import { type ProviderHost, renewed } from './provider-hosts.ts';
import { ReportedDeployment } from './reported-deployment.ts';

const expected = [
  ['queued', 'pending'],
  ['waiting', 'pending'],
  ['running', 'running'],
  ['succeeded', 'success'],
  ['failed', 'failure'],
  ['cancelled', 'cancelled'],
  ['superseded', 'cancelled'],
] as const satisfies readonly (readonly [DeploymentStatus, CommitState])[];

/** What each of these providers shows of a deployment. @param started gives the service, which runs before the first test */
export const describeReportsAt = (hosts: readonly ProviderHost[], started: () => TestService): void => {
  let service: TestService;
  beforeAll(() => {
    service = started();
  });

  describe.each(hosts)('with a credential, %s', (_name, start) => {
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
      await deployment.becomes({
        status: 'failed',
        statusReason: 'runner_lost: the runner sent no heartbeat for 60 s.',
      });
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
};
