import { afterAll, beforeAll, vi } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { describeConnectionAt } from './connection-at-provider.ts';
import { firstHosts } from './provider-hosts.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));

// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

describeConnectionAt(firstHosts, () => service);
