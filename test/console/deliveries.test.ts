import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followingPushes } from '#test/fixtures/github.ts';
import { type Connected, expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith, keyWith, withEachAttack } from './intercepted.ts';

let console_: ConsoleUnderTest;
let project: Connected;

/** A project with a ping, a push that deploys and one to a branch that nothing maps. */
beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  const { service } = console_;
  project = await service.connectedProject();
  const next = followingPushes();
  await service.deliveredPing(project.webhook);
  expectStatus(202, await service.deliver(project.webhook, 'push', next('staging')));
  expectStatus(200, await service.deliver(project.webhook, 'push', next('feature/unmapped')));
  await service.settled();
});
afterAll(() => console_.stop());

const open = (search = '', token?: string): Promise<Page> =>
  console_.signedIn(`/projects/${project.projectId}/deliveries${search}`, token);
const list = (page: Page) => page.getByRole('list', { name: 'Deliveries' });
const line = (page: Page, name: string) =>
  list(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name, exact: true }) });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const noFaults = (): void => expect(console_.faults).toEqual([]);

describe('the deliveries of a project', () => {
  it('show event, branch, outcome and reason, newest first', async () => {
    const page = await open();
    await line(page, 'push · staging').getByText('Deploys', { exact: true }).waitFor();
    await line(page, 'push · feature/unmapped').getByText('Deploys nothing', { exact: true }).waitFor();
    await line(page, 'ping').waitFor();

    expect(await page.title()).toMatch(/^Deliveries · Project \d+ · oCore Projects$/);
    await console_.expectAccessible(page, 'deliveries');
    noFaults();
  });

  it('are filtered by outcome and branch, which the address keeps', async () => {
    const page = await open();
    await list(page).waitFor();
    await page.getByLabel('Outcome').selectOption('deploy');
    await page.getByLabel('Branch or tag').fill('staging');
    await button(page, 'Filter').click();
    await page.waitForURL(/\?ref=staging&outcome=deploy$/);
    await expect.poll(() => list(page).getByRole('listitem').count()).toBe(1);

    await page.getByLabel('Branch or tag').fill('nowhere');
    await button(page, 'Filter').click();
    await page.getByText('No delivery matches', { exact: true }).waitFor();
    await page.goBack();
    await line(page, 'push · staging').waitFor();
    expect(await page.getByLabel('Branch or tag').inputValue()).toBe('staging');

    await button(page, 'Show all').click();
    await line(page, 'ping').waitFor();
    noFaults();
  });

  it('lead to the older ones page by page', async () => {
    const { json } = await console_.service.api('GET', `${project.path}/deliveries?limit=1`);
    const [newest] = json.deliveries as Record<string, unknown>[];
    const page = await console_.newTab();
    await answerWith(page, /\/deliveries$/, { deliveries: [newest], nextCursor: json.nextCursor });
    await page.goto(`${console_.url}/projects/${project.projectId}/deliveries`);
    await button(page, 'Older').waitFor();
    await page.unrouteAll();
    await button(page, 'Older').click();
    await line(page, 'push · staging').waitFor();
    expect(await line(page, 'push · feature/unmapped').count()).toBe(0);

    await button(page, 'Newest').click();
    await line(page, 'push · feature/unmapped').waitFor();
    noFaults();
  });

  it('say what will stand there where nothing has arrived', async () => {
    const { id } = await console_.service.project();
    const page = await console_.signedIn(`/projects/${id}/deliveries`);
    await page.getByText('No delivery in the last 30 days', { exact: true }).waitFor();
    noFaults();
  });
});

describe('a delivery', () => {
  it('shows the trace per mapping, the generation of the signature, the duration and its deployments', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'push · staging' }).click();
    const trace = page.getByRole('list', { name: 'Trace' }).getByRole('listitem');
    await trace.filter({ hasText: '→ Staging' }).getByText('matches', { exact: true }).waitFor();
    await trace.filter({ hasText: '→ Production' }).getByText('does not match', { exact: true }).waitFor();
    await page.getByText('valid, by the webhook secret of generation 1', { exact: true }).waitFor();
    await page.getByText(/^\d+ ms$|^\d+\.\d s$/).waitFor();
    await page.getByRole('region', { name: 'Its deployments' }).getByText('Queued', { exact: true }).waitFor();

    await console_.expectAccessible(page, 'delivery');
    noFaults();
  });

  it('is run again after saying what that does, and leads to the new decision', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'push · staging' }).last().click();
    const first = page.url();
    await button(page, 'Redeliver').click();
    await page
      .getByRole('dialog')
      .getByText(/Only the newest commit of the branch is deployed/)
      .waitFor();
    await console_.expectAccessible(page, 'delivery-redeliver');
    await button(page, 'Run again').click();

    await page.getByText('Run again from', { exact: true }).waitFor();
    expect(page.url()).not.toBe(first);
    await page.getByText('Known already', { exact: true }).waitFor();
    noFaults();
  });

  it('shows the refusal of another run in the dialog', async () => {
    const page = await open();
    await failWith(page, 'POST', /\/redeliver$/, failure('repository_not_connected'));
    await page.getByRole('link', { name: 'push · staging' }).last().click();
    await button(page, 'Redeliver').click();
    await button(page, 'Run again').click();

    await page
      .getByRole('dialog')
      .getByRole('alert')
      .getByText('Made by the test: repository_not_connected.')
      .waitFor();
    noFaults();
  });

  it('is read by somebody who may only look, without Redeliver', async () => {
    const page = await open('', await keyWith(console_, ['view:projects']));
    await page.getByRole('link', { name: 'ping' }).click();
    await page.getByRole('heading', { name: 'What arrived' }).waitFor();

    expect(await button(page, 'Redeliver').count()).toBe(0);
    noFaults();
  });

  it('that does not exist is told', async () => {
    const page = await open('/dlv_01JDABCDEFGHJKMNPQRSTVWXYZ');
    await page.getByRole('main').getByRole('alert').getByText('The delivery could not be found').waitFor();
    noFaults();
  });

  it('shows hostile text as text', async () => {
    const { json } = await console_.service.api('GET', `${project.path}/deliveries?outcome=deploy`);
    const [first] = json.deliveries as { id: string; decision: { trace: object[] } }[];
    const hostile = (text: string) => ({
      ...first,
      event: text,
      ref: `refs/heads/${text}`,
      author: text,
      message: text,
      commitUrl: 'javascript:document.title="taken"',
      decision: {
        ...first?.decision,
        reason: text,
        trace: first?.decision.trace.map((entry) => ({
          ...entry,
          branchPattern: text,
          environmentName: text,
          detail: text,
        })),
      },
    });
    const address = `/projects/${project.projectId}/deliveries`;
    await withEachAttack(console_, address, 'deliveries-attacked', async (page, text) => {
      await answerWith(page, /\/deliveries$/, { deliveries: [hostile(text)], nextCursor: null });
      return () => list(page).getByText(text).first().waitFor();
    });
    await withEachAttack(console_, `${address}/${first?.id}`, 'delivery-attacked', async (page, text) => {
      await answerWith(page, /\/deliveries\/\w+$/, hostile(text));
      const trace = page.getByRole('list', { name: 'Trace' });
      return () => trace.getByText(text, { exact: true }).first().waitFor();
    });
  });
});
