import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy, TestRunner } from '#test/integration/runner.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { failure, failWith } from './intercepted.ts';

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
  });

  it('is what failed, waits, is paused or does not connect, each with its link, in 6 calls for 32 projects', async () => {
    const { service } = console_;
    const project = await service.connectedProject();
    // The list has the newest first: what needs somebody is on its second page.
    for (let index = 0; index < 30; index += 1) await service.project();
    const { path, environments } = project;
    const order = { branch: undefined, commitSha };
    await deploy(service, project, { ...order, environmentId: environments.develop });
    await new TestRunner(service, path, environments.develop).run({ status: 'failed', errorMessage: 'No space left.' });
    const production = `${path}/environments/${environments.main}`;
    expectStatus(200, await service.api('PUT', production, { body: { approval: 'required' } }));
    await deploy(service, project, { ...order, environmentId: environments.main });
    const pause = `${path}/environments/${environments.staging}/pause`;
    expectStatus(200, await service.api('POST', pause, { body: { reason: 'Month-end closing' } }));
    const page = await console_.newTab();
    // What is read again counts once: how often it is depends on how long the test takes.
    const calls = new Set<string>();
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname.startsWith('/api/')) calls.add(`${pathname}${search}`);
    });
    await page.goto(`${console_.url}/attention`);

    const section = (name: string) => page.getByRole('region', { name });
    await section('Failed deployments')
      .getByRole('link', { name: /Development$/ })
      .waitFor();
    await section('Failed deployments').getByText('No space left.', { exact: true }).waitFor();
    await section('Waiting for an approval')
      .getByRole('link', { name: /Production$/ })
      .waitFor();
    await section('Paused environments').getByText('Month-end closing').waitFor();
    await section('Repositories')
      .getByRole('link', { name: /Hello-World$/ })
      .waitFor();
    expect([...calls].filter((path) => path.startsWith('/api/projects/'))).toEqual([]);
    expect([...calls].filter((path) => path.startsWith('/api/environments?'))).toHaveLength(2);
    expect(calls.size).toBeLessThanOrEqual(6);
    await console_.expectAccessible(page, 'attention');
    await section('Waiting for an approval').getByRole('link').click();

    await page.getByRole('article', { name: 'Production' }).getByRole('button', { name: 'Approve' }).waitFor();
    expect(console_.faults).toEqual([]);
  });
});

describe('environments that cannot be read', () => {
  it('are told, and nothing says that all is well', async () => {
    const page = await console_.newTab();
    await failWith(page, 'GET', /^\/api\/environments$/, failure('internal'));
    await page.goto(`${console_.url}/attention`);

    await page.getByText(/^The environments of (\d+) of \1 projects could not be read\./).waitFor();
    expect(await page.getByText('Nothing needs you').count()).toBe(0);
    expect(console_.faults).toEqual([]);
  });
});
