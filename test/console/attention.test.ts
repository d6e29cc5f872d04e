import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy, TestRunner } from '#test/integration/runner.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const commitSha = 'a'.repeat(40);

describe('what needs attention, in this order', () => {
  it('is nothing where all is well', async () => {
    await console_.service.project({ name: 'Quiet shop' });
    const page = await console_.signedIn('/attention');

    await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor();
    await console_.expectAccessible(page, 'attention-none');
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('is what failed, waits, is paused or does not connect, each with its link', async () => {
    const { service } = console_;
    const project = await service.connectedProject();
    const { path, environments } = project;
    const order = { branch: undefined, commitSha };
    await deploy(service, project, { ...order, environmentId: environments.develop });
    await new TestRunner(service, path, environments.develop).run({ status: 'failed', errorMessage: 'No space left.' });
    const production = `${path}/environments/${environments.main}`;
    expectStatus(200, await service.api('PUT', production, { body: { approval: 'required' } }));
    await deploy(service, project, { ...order, environmentId: environments.main });
    const pause = `${path}/environments/${environments.staging}/pause`;
    expectStatus(200, await service.api('POST', pause, { body: { reason: 'Month-end closing' } }));
    const page = await console_.signedIn('/attention');

    const section = (name: string) => page.getByRole('region', { name });
    await section('Failed deployments')
      .getByRole('link', { name: /Development$/ })
      .waitFor();
    await section('Waiting for an approval')
      .getByRole('link', { name: /Production$/ })
      .waitFor();
    await section('Paused environments').getByText('Month-end closing').waitFor();
    await section('Repositories')
      .getByRole('link', { name: /Hello-World$/ })
      .waitFor();
    await console_.expectAccessible(page, 'attention');
    await section('Waiting for an approval').getByRole('link').click();

    await page.getByRole('article', { name: 'Production' }).getByRole('button', { name: 'Approve' }).waitFor();
    expect(console_.faults).toEqual([]);
    await page.close();
  });
});
