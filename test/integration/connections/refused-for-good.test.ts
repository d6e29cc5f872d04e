import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { minutesLater } from '#test/integration/clock.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { Connection, type Project, repositoryIn } from './connection.ts';
import type { GitHost } from './git-host.ts';
import { providerHosts, renewed } from './provider-hosts.ts';
import { actionsOf, service, useBench } from './refused-for-good-bench.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));
// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

useBench();

describe.each(providerHosts)('with a credential of %s', (_name, start) => {
  let host: GitHost;
  let at: Connection;
  beforeAll(async () => {
    host = await start();
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(() => renewed(host, at));
  // What a deployment's event sends to the provider must not fall into the next test.
  afterEach(() => service.settled());
  /** No step runs and none is to be resumed. */
  const expectEnded = async (project: Project): Promise<void> => {
    const idle = { status: 'action_required', abandonedKeyIds: [], abandonedHookIds: [], intentAt: null };
    expect(await at.stored(project)).toMatchObject(idle);
  };

  it('a webhook that is refused for good is left to a person, with what the provider said', async () => {
    const words = host.standIn.refuse('hooks');
    const project = await service.project();

    const made = repositoryIn(201, await at.connect(project));

    expect(made).toMatchObject({ status: 'action_required', deployKey: { installed: 'automatic' } });
    expect(made.webhook).toMatchObject({ installed: 'manual', secret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(made.statusReason).toContain(words);
    expect(actionsOf(made)).toEqual(['add_webhook']);
    expect(made.nextSteps[0]?.detail).toContain('reconfigure-webhook');
    expect(host.standIn.hooks()).toEqual([]);
    expect(at.keyTitles()).toEqual([`ocore ${made.deployKey.id}`]);
    await expectEnded(project);
    expect((await at.get(project)).statusReason).toBe(made.statusReason);
  });

  it('the tick ends an interrupted connect that is refused for good', async () => {
    host.standIn.break(503, 2);
    const project = await service.project();
    expectProblem(await at.connect(project), 'provider_failed');
    host.standIn.repair();
    const words = host.standIn.refuse('hooks');

    await minutesLater(2, () => at.tick());

    const ended = await at.get(project);
    expect(ended).toMatchObject({ status: 'action_required', deployKey: { installed: 'automatic' } });
    expect(ended.statusReason).toContain(words);
    expect(at.keyTitles()).toEqual([`ocore ${ended.deployKey.id}`]);
    await expectEnded(project);
    const again = repositoryIn(200, await at.connect(project));
    expect(again.webhook.secret).toMatch(/^[\w-]{43}$/);
  });
});
