import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { type GitHost, githubHost } from '../connections/git-host.ts';
import { ReconciledAtProvider } from './reconciled-at-provider.ts';

let service: TestService;
let host: GitHost;
let project: ReconciledAtProvider;

beforeAll(async () => {
  service = await TestService.start();
  host = await githubHost();
});
afterAll(async () => {
  await service.stop();
  await host.standIn.stop();
});
beforeEach(async () => {
  project = await ReconciledAtProvider.connect(service, host);
  const [hook] = host.standIn.hooks();
  host.standIn.failDelivery(hook?.id ?? '');
});
afterEach(() => project.stop());

const attempts = (): number =>
  host.standIn.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/attempts')).length;

describe('deliveries that GitHub could not bring', () => {
  it('are asked for again where a push was found without one', async () => {
    project.git.repository.commit('staging', 'Lost');

    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ branch: 'staging', trigger: 'reconcile' }]);
    expect(attempts()).toBe(1);
  });

  it('are left alone while nothing is missing', async () => {
    await project.reconcile();

    expect(attempts()).toBe(0);
  });

  it('cost no deployment where GitHub refuses to be asked', async () => {
    project.git.repository.commit('staging', 'Lost');
    host.standIn.break(500);

    await project.reconcile();

    expect(await project.deployments()).toHaveLength(1);
    host.standIn.repair();
  });
});
