import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleUnderTest } from './console-under-test.ts';

let console_: ConsoleUnderTest;
let projectId: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  projectId = (await console_.service.project()).id;
});
afterAll(() => console_.stop());

/** The screens, each with the read that it stands on, and what that brings. */
const screens = [
  ['/projects/:projectId/deliveries', /\/deliveries$/, 'the deliveries'],
  ['/projects/:projectId/access', /\/access$/, 'the access to the project'],
  ['/organization/members', /\/members$/, 'the members'],
  ['/organization/roles', /\/roles$/, 'the roles'],
  ['/organization/api-keys', /\/api-keys$/, 'the API keys'],
  ['/organization/git-providers', /\/git-providers$/, 'the Git providers'],
  ['/organization/audit-log', /\/audit-logs$/, 'the audit log'],
] as const;

describe.each(screens)('the screen %s', (address, path, what) => {
  const url = (): string => `${console_.url}${address.replace(':projectId', projectId)}`;
  const isRead = ({ pathname }: URL): boolean => pathname.startsWith('/api/') && path.test(pathname);

  it('says that it is loading while the answer is slow, and then shows it', async () => {
    const slow = Promise.withResolvers<void>();
    const page = await console_.newTab();
    await page.route(isRead, async (route) => {
      await slow.promise;
      await route.continue();
    });
    await page.goto(url());
    const loading = page.getByText(`Loading ${what}…`);

    await loading.waitFor({ state: 'attached' });
    slow.resolve();
    await loading.waitFor({ state: 'detached' });
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(console_.faults).toEqual([]);
  });

  it('says that nothing answers, and shows it once something does', async () => {
    const page = await console_.newTab();
    await page.route(isRead, (route) => route.abort());
    await page.goto(url());
    const alert = page.getByRole('main').getByRole('alert').getByText('The service does not answer');

    await alert.waitFor();
    await page.unrouteAll();
    await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
    expect(console_.faults).toEqual([]);
  });
});
