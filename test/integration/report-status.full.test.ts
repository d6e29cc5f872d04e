import { afterAll, beforeAll, vi } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { furtherHosts } from './connections/provider-hosts.ts';
import { describeReportsAt } from './connections/reported-at-provider.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) =>
  (await import('./connections/outbound.ts')).outboundMock(original),
);

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

describeReportsAt(furtherHosts, () => service);
