import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

/** What attacks a screen: markup, characters that turn the direction of the text, and plain length. */
const hostile = {
  markup: '<script>alert(1)</script> "><img src=x onerror=alert(1)>',
  rightToLeft: 'مشروع المحاسبة 🧾 שלום',
  long: 'x'.repeat(120),
};

describe('the projects, in this order', () => {
  it('begin empty, with the lines that create the first one', async () => {
    const page = await console_.signedIn();

    await page.getByRole('heading', { name: 'Create your first project' }).waitFor();
    await page.getByText('ocore project create --name "Odoo ERP Customizations"').first().waitFor();
    await page.getByText(/^curl -X POST http:\/\/127\.0\.0\.1:\d+\/api\/projects /).waitFor();
    await console_.expectAccessible(page, 'projects-empty');
    expect(await page.title()).toBe('Projects · oCore Projects');
    expect(console_.faults).toEqual([]);
  });

  it('take a new one, which leads to its checklist', async () => {
    const page = await console_.signedIn();
    await page.getByRole('button', { name: 'Create Project' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New project' });
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('must have 1 to 120 characters').waitFor();
    await console_.expectAccessible(page, 'create-project');

    await dialog.getByLabel('Name').fill('Odoo ERP Customizations');
    await dialog.getByLabel('Description').fill('Custom modules for Acme Corp');
    await dialog.getByRole('button', { name: 'Create' }).click();

    await page.getByRole('heading', { name: 'Odoo ERP Customizations', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Three steps to the first deployment' }).waitFor();
    await console_.expectAccessible(page, 'checklist');
    for (const name of [
      'Overview',
      'Repository',
      'Branches',
      'Environments',
      'Deployments',
      'Deliveries',
      'Access',
      'Settings',
    ]) {
      expect(await page.getByRole('link', { name, exact: true }).count()).toBe(1);
    }
    expect(await page.getByRole('link', { name: 'Projects' }).count()).toBe(1);
    await page.goBack();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    expect(console_.faults).toEqual([]);
  });

  it('are never of a time ahead, although the clock of the reader is behind', async () => {
    const page = await console_.newTab();
    const clock = await page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() - 2 * 3_600_000;
    });
    onTestFinished(() => clock.dispose());
    await page.goto(`${console_.url}/projects`);

    await page.getByRole('list', { name: 'Projects' }).getByText('just now', { exact: true }).waitFor();
  });

  it('refuse a name that is taken at its field, and keep what was entered', async () => {
    const page = await console_.signedIn();
    await page.getByRole('button', { name: 'Create Project' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('odoo erp customizations');
    await dialog.getByLabel('Description').fill('Kept');
    await dialog.getByRole('button', { name: 'Create' }).click();

    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(1);
    expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByText('is taken', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Copy request id' }).waitFor();
    expect(await dialog.getByLabel('Description').inputValue()).toBe('Kept');
    expect(console_.faults).toEqual([]);
  });

  it('show hostile names as text, break no layout, and ask for the environments of all at once', async () => {
    for (const name of Object.values(hostile)) await console_.service.project({ name, description: hostile.markup });
    await console_.service.connectedProject();
    const page = await console_.newTab();
    const lists = new Set<string>();
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.endsWith('/environments')) lists.add(pathname);
    });
    await page.goto(`${console_.url}/projects`);

    await page.getByRole('link', { name: hostile.markup }).waitFor();
    await page.getByRole('link', { name: hostile.rightToLeft }).waitFor();
    await page
      .getByText(/^Production/)
      .first()
      .waitFor();
    expect([...lists]).toEqual(['/api/environments']);
    await console_.expectAccessible(page, 'projects');
    expect(await page.locator('img').count()).toBe(0);
    expect(console_.faults).toEqual([]);
  });

  it('are found by a part of the name', async () => {
    const page = await console_.signedIn();
    await page.getByLabel('Search').fill('erp');

    await page.getByRole('link', { name: hostile.markup }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Odoo ERP Customizations' }).waitFor();
    await page.getByLabel('Search').fill('nothing like it');
    await page.getByText('No project has "nothing like it" in its name').waitFor();
    await page.getByLabel('Search').fill('erp ');
    await page.getByRole('link', { name: 'Odoo ERP Customizations' }).click();
    await page.getByRole('heading', { name: 'Odoo ERP Customizations', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Odoo ERP Customizations' }).waitFor();
    expect(await page.getByLabel('Search').inputValue()).toBe('erp');
    expect(await page.getByRole('link', { name: hostile.markup }).count()).toBe(0);
    await page.getByRole('link', { name: 'Projects', exact: true }).click();
    await page.getByRole('link', { name: hostile.markup }).waitFor();
    expect(await page.getByLabel('Search').inputValue()).toBe('');
    expect(console_.faults).toEqual([]);
  });

  it('move to the archive', async () => {
    const { path } = await console_.service.project({ name: 'Old shop' });
    expectStatus(200, await console_.service.api('PUT', `${path}/archive`));
    const page = await console_.signedIn();

    await page.getByRole('link', { name: 'Odoo ERP Customizations' }).waitFor();
    expect(await page.getByRole('link', { name: 'Old shop' }).count()).toBe(0);
    await page.getByText('Archived', { exact: true }).click();

    await page.getByRole('link', { name: 'Old shop' }).click();
    await page.getByRole('heading', { name: 'Old shop', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Old shop' }).waitFor();
    expect(console_.faults).toEqual([]);
  });

  it('tell their lines in the drawer, which Escape closes', async () => {
    const page = await console_.signedIn();
    const button = page.getByRole('button', { name: 'CLI & API' });
    await button.click();
    const drawer = page.getByRole('dialog', { name: 'CLI & API' });
    await drawer.getByText('ocore project list').waitFor();
    await console_.expectAccessible(page, 'command-drawer');

    await page.keyboard.press('Escape');

    await drawer.waitFor({ state: 'detached' });
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(console_.faults).toEqual([]);
  });

  it('stay few nodes in the document where there are a thousand', async () => {
    const page = await console_.newTab();
    const project = await console_.service.project();
    const { json } = await console_.service.api('GET', project.path);
    await page.route('**/api/projects?**', (route) => {
      const start = Number(new URL(route.request().url()).searchParams.get('cursor') ?? '0');
      const projects = Array.from({ length: 100 }, (_, index) => ({
        ...json,
        name: `Shop ${start + index}`,
        id: `${json.id}${start + index}`,
      }));
      return route.fulfill({ json: { projects, nextCursor: start < 900 ? String(start + 100) : null } });
    });
    await page.route('**/api/environments?**', (route) =>
      route.fulfill({ json: { environments: [], nextCursor: null } }),
    );
    await page.goto(`${console_.url}/projects`);
    for (let shown = 100; shown < 1000; shown += 100) {
      await page.getByText(`${shown} shown`).waitFor({ state: 'attached' });
      // By keyboard: rows that are measured move the button under a pointer.
      await page.getByRole('button', { name: 'Show older ones', disabled: false }).press('Enter');
    }

    await page.getByText('1000 shown').waitFor({ state: 'attached' });
    expect(await page.locator('*').count()).toBeLessThan(1000);
    // "Back" from a project leads to where one was in the list.
    const link = page.getByRole('list', { name: 'Projects' }).getByRole('link').nth(6);
    const name = String(await link.textContent());
    expect(Number(name.split(' ')[1])).toBeGreaterThan(500);
    await link.click();
    await page.getByText('The project could not be found').waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.goBack();
    await page.getByRole('link', { name, exact: true }).waitFor();
    expect(console_.faults).toEqual([]);
  });

  it('say in the checklist what a connection still lacks', async () => {
    const { projectId } = await console_.service.connectedProject();
    const page = await console_.signedIn(`/projects/${projectId}`);

    await page.getByText(/^It is connected. What is left is to add the deploy key and the webhook/).waitFor();
    expect(await page.getByText('to do', { exact: true }).count()).toBe(2);
    expect(console_.faults).toEqual([]);
  });
});
