import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { readMetrics } from '#test/fixtures/embedded-metrics.ts';
import { realPush } from '#test/fixtures/github.ts';
import { TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

const failing = vi.hoisted(() => ({ workflow: (): unknown => null }));
vi.mock('#shared/data/table/due.ts', async (original) => ({
  ...(await original<object>()),
  readDue: async () => [{ kind: 'repository', organizationId: 'org_1', projectId: 'prj_1' }],
}));
vi.mock('#shared/workflows/reconcile/resume-repository.ts', () => ({ resumeRepository: () => failing.workflow() }));
vi.mock('#shared/workflows/deployments/report-status.ts', () => ({ reportStatus: async () => failing.workflow() }));

let service: TestService;
let project: Connected;
beforeAll(async () => {
  vi.stubEnv('OCORE_STAGE', 'dev');
  service = await TestService.start();
  project = await service.connectedProject();
});
afterAll(async () => {
  await service.stop();
  vi.unstubAllEnvs();
});
afterEach(() => {
  failing.workflow = () => null;
});

const linesSince = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  await service.settled();
  const before = service.logLines.length;
  await work();
  await service.settled();
  return service.logLines.slice(before);
};

const stage = 'dev';
const pushed = () => ({ ...realPush(), ref: 'refs/heads/staging' });

const place = (one: { readonly name: string; readonly by: object }): string => JSON.stringify([one.name, one.by]);

/** All that the lines count, in the order of the alphabet, without cold starts, which depend on what ran before, and without sums; times as whether they are one. */
const counted = (lines: readonly string[]) =>
  lines
    .filter((line) => line.includes('"_aws"'))
    .flatMap(readMetrics)
    .filter(({ name, by }) => name !== 'ColdStarts' && (name.startsWith('Time') || Object.keys(by).length > 1))
    .map(({ name, value, by }) => ({ name, value: name.startsWith('Time') ? value >= 0 : value, by }))
    // The reader of the stream may be faster than the receiver's own line.
    .sort((one, another) => place(one).localeCompare(place(another)));

it('a push is counted from its delivery until its end, and each of its lines bears the id of the deployment', async () => {
  const runner = new TestRunner(service, project.path, project.environments.staging);
  const lines = await linesSince(async () => {
    expectStatus(202, await service.deliver(project.webhook, 'push', pushed()));
    await service.settled();
    const { deployment, lease } = await runner.claim();
    expectStatus(204, await runner.complete(deployment.id, lease.token));
  });

  const all = counted(lines);
  expect(all).toEqual([
    { name: 'Deliveries', value: 1, by: { stage, provider: 'github', outcome: 'deploy' } },
    { name: 'Deployments', value: 1, by: { stage, outcome: 'queued' } },
    { name: 'Deployments', value: 1, by: { stage, outcome: 'running' } },
    { name: 'Deployments', value: 1, by: { stage, outcome: 'succeeded' } },
    { name: 'TimeToClaim', value: true, by: { stage } },
    { name: 'TimeToQueue', value: true, by: { stage } },
  ]);
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const delivery = told.find(({ message }) => message === 'delivery')?.delivery;
  expect(told.filter(({ message }) => message === 'deployment')).toEqual(
    Array.from({ length: 3 }, () =>
      expect.objectContaining({ deployment: expect.stringMatching(/^dep_/), project: project.projectId, delivery }),
    ),
  );
});

it('the same delivery again is counted as replayed, and queues nothing', async () => {
  const headers = { 'x-github-delivery': 'twice' };
  await service.deliver(project.webhook, 'push', { ...pushed(), ref: 'refs/heads/develop' }, headers);

  const lines = await linesSince(() =>
    service.deliver(project.webhook, 'push', { ...pushed(), ref: 'refs/heads/develop' }, headers),
  );

  expect(counted(lines)).toEqual([
    { name: 'Deliveries', value: 1, by: { stage, provider: 'github', outcome: 'replayed' } },
  ]);
});

it('a forged delivery is counted as refused, and names neither project nor organisation', async () => {
  const lines = await linesSince(() => service.deliver({ ...project.webhook, secret: 'guessed' }, 'push', pushed()));

  expect(counted(lines)).toEqual([
    { name: 'Deliveries', value: 1, by: { stage, provider: 'github', outcome: 'refused' } },
    { name: 'RefusedProofs', value: 1, by: { stage, provider: 'github' } },
  ]);
  expect(lines.filter((line) => line.includes('"_aws"')).join()).not.toMatch(/prj_|org_|guessed|refs\/heads/);
});

it('a provider that fails is counted where the tick met it, and where a commit status was reported', async () => {
  failing.workflow = () => {
    throw new Problem('provider_failed', 'GitHub says: "s3cr3t".', { retryAfterSeconds: 30 });
  };
  const { handler: tick } = await import('#functions/schedules/tick.ts');
  const { handler: report } = await import('#functions/events/report-status.ts');
  const source = `/organizations/${service.local.organization.id}/projects/${project.projectId}`;
  const detail = { source, subject: `dep_${'0'.repeat(26)}` };

  const lines = await linesSince(async () => {
    expect(await tick()).toEqual({ done: 0, failed: 1 });
    await expect(report({ detail } as Parameters<typeof report>[0])).rejects.toThrow();
  });

  const one = { name: 'ProviderErrors', value: 1, by: { stage, outcome: 'provider_failed' } };
  expect(counted(lines)).toEqual([one, one]);
  expect(lines.join()).not.toContain('s3cr3t');
});

it('the error of a workflow that no provider caused is counted nowhere', async () => {
  failing.workflow = () => {
    throw new TypeError('x');
  };
  const { handler: tick } = await import('#functions/schedules/tick.ts');

  expect(counted(await linesSince(tick))).toEqual([]);
});

it('each function that ran has counted its start once', () => {
  const starts = service.logLines
    .filter((line) => line.includes('"ColdStarts"'))
    .map((line) => (JSON.parse(line) as { function: string }).function);

  expect(starts).toContain('webhooks/receive-webhook');
  expect(starts).toContain('auth/authorize');
  expect(new Set(starts).size).toBe(starts.length);
});
