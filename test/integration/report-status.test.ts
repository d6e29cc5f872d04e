import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Connection } from './connections/connection.ts';
import { giteaHost } from './connections/git-host.ts';
import { firstHosts } from './connections/provider-hosts.ts';
import { describeReportsAt } from './connections/reported-at-provider.ts';
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

describeReportsAt(firstHosts, () => service);

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
