import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import { newId } from '#shared/contract/new-id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { AwsCalls } from './aws-calls.ts';
import { AwsFaults, type Fault } from './aws-faults.ts';
import { Connection } from './connections/connection.ts';
import { type GitHost, giteaHost, githubHost } from './connections/git-host.ts';
import { outbound } from './connections/outbound.ts';
import { providerHosts, renewed } from './connections/provider-hosts.ts';
import { ReportedDeployment } from './connections/reported-deployment.ts';
import { expectStatus, TestService } from './test-service.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) =>
  (await import('./connections/outbound.ts')).outboundMock(original),
);

let service: TestService;
let calls: AwsCalls;
let faults: AwsFaults;
beforeAll(async () => {
  service = await TestService.startWithoutStream();
  calls = new AwsCalls();
  faults = new AwsFaults();
});
afterAll(() => service.stop());

const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );
const expectPassing = async (work: Promise<unknown>, code: string): Promise<void> => {
  const error = await thrown(work);
  if (!(error instanceof Problem)) expect.fail(`no Problem, but ${String(error)}`);
  expect(error.code).toBe(code);
};

describe.each(providerHosts)('a report to %s', (_name, start) => {
  let host: GitHost;
  let at: Connection;
  let deployment: ReportedDeployment;
  beforeAll(async () => {
    host = await start();
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(async () => {
    await renewed(host, at);
    deployment = await ReportedDeployment.pushed(service, at);
  });

  const states = () => host.standIn.traits.states;
  const shownState = () => deployment.shown().at(-1)?.state;
  const noted = async () => (await deployment.get()).statusReport;
  const requests = () => host.standIn.requests().length;

  it.each([500, 503, 'drop', 'lose'] as const)(
    'that fails by %s is tried again, and noted until then',
    async (fault) => {
      host.standIn.break(fault);

      await expectPassing(deployment.report(), 'provider_failed');
      expect(await noted()).toMatchObject({
        state: 'failed',
        detail: expect.stringContaining('Try again in a moment'),
      });
      expect((await deployment.get()).status).toBe('queued');

      host.standIn.repair();
      await deployment.report();
      expect(await noted()).toMatchObject({ state: 'reported' });
      expect(shownState()).toBe(states().pending);
    },
  );

  it('that comes too often is tried again', async () => {
    host.standIn.rateLimit(47);

    await expectPassing(deployment.report(), 'provider_rate_limited');

    expect(await noted()).toMatchObject({ state: 'failed', detail: expect.stringContaining('limits the requests') });
  });

  it('with a credential that may not set it is noted at once, with what it needs', async () => {
    await at.set('weak');

    await deployment.report();

    expect((await noted())?.detail).toMatch(host.standIn.traits.needs.statuses);
    expect(await noted()).toMatchObject({ state: 'failed' });
  });

  it('of a commit that the provider does not have is noted at once, and nobody is told to try again', async () => {
    await deployment.becomes({ commitSha: 'f'.repeat(64) });

    await deployment.report();

    expect((await noted())?.state).toBe('failed');
    expect((await noted())?.detail).not.toContain('Try again');
  });

  it.each([null, 'a1b2c3d4e5f6'])('of the commit %s waits for its full id, without a request', async (commitSha) => {
    await deployment.becomes({ commitSha });
    const before = requests();

    await deployment.report();

    expect(await noted()).toMatchObject({ state: 'failed', detail: expect.stringMatching(/full id is not known/) });
    expect(requests()).toBe(before);
  });

  it('sends how the deployment stands, whenever which event comes and however often', async () => {
    await deployment.report();
    await deployment.becomes({ status: 'running' });
    await deployment.becomes({ status: 'succeeded' });

    for (let late = 0; late < 3; late += 1) await deployment.report();

    expect(shownState()).toBe(states().success);
    expect((await noted())?.detail).toMatch(/as success\.$/);
  });

  it('that was overtaken while it was under way sends the newer news behind its own', async () => {
    let overtakes = true;

    await outbound.during(
      async (what, send) => {
        if (what.startsWith('POST') && overtakes) {
          overtakes = false;
          await deployment.becomes({ status: 'succeeded' });
          await deployment.report();
          expect(shownState()).toBe(states().success);
        }
        return send();
      },
      () => deployment.report(),
    );

    expect(shownState()).toBe(states().success);
    expect((await noted())?.detail).toMatch(/as success\.$/);
  });

  it('of an older deployment leaves the status of the same commit to the newer one', async () => {
    const now = new Date(Date.now() + 1000).toISOString();
    const newer = { id: newId('deployment', now), commitSha: deployment.commitSha, branch: 'staging' };
    await deployment.becomes({ status: 'superseded', supersededBy: newer.id });
    await deployment.slots({ pending: null, running: { ...newer, status: 'running', createdAt: now } });
    const before = requests();

    await deployment.report();

    expect(requests()).toBe(before);
    expect(await noted()).toMatchObject({ state: 'reported', detail: expect.stringContaining(newer.id) });
  });

  it('is made by nobody without a credential, without a deployment and without a repository', async () => {
    await at.set(null);
    const before = requests();
    await deployment.report();
    expect(await noted()).toBeNull();

    await at.set('good');
    await at.disconnect(deployment.project);
    const after = requests();
    await deployment.report();
    expect(await noted()).toBeNull();

    await deployment.removed();
    await deployment.report();
    expect(requests()).toBe(after);
    expect(after).toBeGreaterThan(before);
  });

  it('costs three reads, the credential and one write', async () => {
    const { calls: made, maxAtOnce } = await calls.during(() => deployment.report());

    expect(made).toEqual(['Query', 'GetItem', 'GetItem', 'GetSecretValue', 'UpdateItem']);
    expect(maxAtOnce).toBe(2);
  });
});

describe('a report', () => {
  let host: GitHost;
  let deployment: ReportedDeployment;
  beforeAll(async () => {
    host = await giteaHost();
  });
  afterAll(() => host.standIn.stop());
  beforeEach(async () => {
    host.standIn.reset();
    const at = new Connection(service, host);
    await at.set('good');
    deployment = await ReportedDeployment.pushed(service, at);
  });

  it('that is cut short at any of its calls is whole after it was tried again', async () => {
    for (let at = 1, hit = true; hit; at += 1) {
      for (const how of ['once', 'for good'] as const) {
        const fault: Fault = { at, when: 'after', how };
        ({ hit } = await faults.hitting(fault, () => thrown(deployment.report())));
        await deployment.report();

        expect((await deployment.get()).statusReport).toMatchObject({ state: 'reported' });
        await deployment.becomes({ statusReport: null });
      }
      expect(at).toBeLessThan(10);
    }
  });

  it('of a deployment that never rests is given up, to be tried again', async () => {
    const moving = outbound.during(
      async (what, send) => {
        if (what.startsWith('POST')) await deployment.becomes({ status: 'running' });
        return send();
      },
      () => deployment.report(),
    );

    await expectPassing(moving, 'service_unavailable');
    expect((await deployment.get()).statusReport).toBeNull();
  });

  it('keeps to 140 characters at GitHub, whatever the reason is', async () => {
    const github = await githubHost();
    const at = new Connection(service, github);
    await at.set('good');
    const long = await ReportedDeployment.pushed(service, at);
    await long.becomes({ status: 'failed', statusReason: `The command failed: ${'x'.repeat(400)}` });

    await long.report();

    expect(long.shown()).toMatchObject([{ state: 'failure', description: expect.stringMatching(/^The .{136}$/) }]);
    await github.standIn.stop();
  });

  it('of a deployment whose project is deleted is made by nobody', async () => {
    const requests = host.standIn.requests().length;
    expectStatus(204, await service.api('DELETE', deployment.project.path));

    await deployment.report();

    expect(host.standIn.requests()).toHaveLength(requests);
  });

  it.each([
    ['no detail', {}],
    ['no source', { detail: { subject: 'dep_01J00000000000000000000000' } }],
    ['another source', { detail: { source: '/organizations/x', subject: 'dep_01J00000000000000000000000' } }],
  ])('is made for no event with %s: it goes to the dead letters', async (_what, event) => {
    await expect(invoke('events/report-status', event)).rejects.toThrow();
  });
});
