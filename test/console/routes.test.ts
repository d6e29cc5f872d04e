import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRoute, consoleRoutes } from '#shared/contract/console-routes.ts';
import { writtenMember } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { hasFocus, tabStops, unreached } from './keyboard.ts';
import { connectedProject, runnerOf, type World } from './pushed-project.ts';
import { lineFaults, shellWords, shownLines } from './shown-lines.ts';

let console_: ConsoleUnderTest;
let world: World;
const ids = { projectId: '', deploymentId: '', deliveryId: '' };

const firstId = async (list: 'deployments' | 'deliveries'): Promise<string> => {
  const { json } = expectStatus(200, await console_.service.api('GET', `${world.path}/${list}`));
  return String((json[list] as { id: string }[])[0]?.id);
};

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  const { service } = console_;
  world = await connectedProject(console_);
  await world.push('staging', 'Proved on Staging');
  await runnerOf(world, 'staging').run();
  await world.push('main', 'Stands on Production');
  await runnerOf(world, 'main').run();
  ids.projectId = world.projectId;
  ids.deploymentId = await firstId('deployments');
  ids.deliveryId = await firstId('deliveries');
  const mona = await writtenMember(service.local.organization.id, { roleId: 'developer', name: 'Mona Lisa' });
  const body = { mode: 'restricted', grants: [{ principalId: mona.id, level: 'deploy' }] };
  expectStatus(200, await service.api('PUT', `${world.path}/access`, { body }));
  const permissions = ['view:projects'];
  expectStatus(201, await service.api('POST', '/api/roles', { body: { name: 'Releases', permissions } }));
  expectStatus(201, await service.api('POST', '/api/api-keys', { body: { name: 'CI', permissions } }));
});
afterAll(() => console_.stop());

/** What tells that the screen has loaded: its heading, and something that it has read. */
type Arrival = { readonly heading: string | RegExp; readonly brings: (page: Page) => ReturnType<Page['locator']> };

const text = (words: string | RegExp) => (page: Page) => page.getByRole('main').getByText(words).first();

/** Every route has its line here: the type is as long as the list of routes. */
const arrivals: Readonly<Record<ConsoleRoute, Arrival>> = {
  '/': { heading: 'Projects', brings: text(/^Project 1$/) },
  '/sign-in': { heading: 'Projects', brings: text(/^Project 1$/) },
  '/sign-in/callback': { heading: 'The sign-in failed', brings: text('You are not signed in') },
  '/sign-in/issuer': { heading: 'The sign-in failed', brings: text('This service takes API keys only.') },
  '/projects': { heading: 'Projects', brings: text(/^Project 1$/) },
  '/projects/:projectId': { heading: 'Project 1', brings: text('Stands on Production') },
  '/projects/:projectId/repository': { heading: 'Repository', brings: text('Webhook URL') },
  '/projects/:projectId/branches': { heading: 'Branches', brings: text('Deploy on push') },
  '/projects/:projectId/environments': { heading: 'Environments', brings: text('Deployed by hand') },
  '/projects/:projectId/deployments': { heading: 'Deployments', brings: text('Proved on Staging') },
  '/projects/:projectId/deployments/:deploymentId': {
    heading: 'Deployment to Production',
    brings: text('The log has no lines.'),
  },
  '/projects/:projectId/deliveries': { heading: 'Deliveries', brings: text(/^push · main/) },
  '/projects/:projectId/deliveries/:deliveryId': { heading: 'push · main', brings: text('Its deployments') },
  '/projects/:projectId/access': { heading: 'Access', brings: (page) => page.getByLabel('Level of Mona Lisa') },
  '/projects/:projectId/settings': { heading: 'Settings', brings: text('Removes the project') },
  '/attention': { heading: 'Needs attention', brings: text('Repositories') },
  '/organization/members': { heading: 'Members', brings: text('Mona Lisa') },
  '/organization/roles': { heading: 'Roles', brings: text('Releases') },
  '/organization/api-keys': { heading: 'API Keys', brings: text('First key') },
  '/organization/git-providers': { heading: 'Git Providers', brings: text('GitLab') },
  '/organization/audit-log': { heading: 'Audit Log', brings: text('role.created') },
};

/** Visits a route, and notes each answer that tells of a fault. */
const visited = async (route: ConsoleRoute): Promise<{ readonly page: Page; readonly refused: readonly string[] }> => {
  const page = await console_.newTab();
  const refused: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`);
  });
  const path = route.replace(/:(\w+)/g, (_, name: keyof typeof ids) => ids[name]);
  await page.goto(`${console_.url}${path}`);
  const { heading, brings } = arrivals[route];
  await page.getByRole('heading', { name: heading }).first().waitFor();
  await brings(page).waitFor();
  return { page, refused };
};

/** What cannot be reached with the Tab key, or where it is not to be seen. */
const unseenOrUnreached = async (page: Page): Promise<readonly string[]> => {
  const stops = await tabStops(page);
  const unseen = stops.filter(({ isVisible }) => !isVisible).map(({ name }) => name);
  return [...unseen, ...(await unreached(page))];
};

/** Opens each dialog of the screen by keyboard: it takes the focus, and gives it back. */
const openEachDialog = async (page: Page): Promise<void> => {
  const dialog = page.getByRole('dialog');
  for (const opener of await page.locator('[aria-haspopup=dialog]').all()) {
    await opener.press('Enter');
    await dialog.waitFor();
    await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(opener)).toBe(true);
  }
};

/** One visit for all: to load a screen takes longer than each of these. */
describe.each(consoleRoutes)('the route %s', (route) => {
  it('has no violation, fits 360 px, is used by keyboard alone, and shows lines that the CLI and the API take', async () => {
    const { page, refused } = await visited(route);

    await console_.expectAccessible(page, `route${route.replace(/[/:]+/g, '-')}`);
    // A dialog may ask a repository that does not answer here.
    expect(refused).toEqual([]);
    // What an answer brings while the keyboard goes through the screen is reached the next time.
    await expect.poll(() => unseenOrUnreached(page)).toEqual([]);
    await openEachDialog(page);
    // The way to an issuer and back stands outside of the frame, and has no drawer.
    const lines = route.startsWith('/sign-in/') ? null : await shownLines(page);
    expect(lines).not.toEqual([]);
    expect(await lineFaults(lines ?? [])).toEqual([]);
    expect(console_.faults).toEqual([]);
  });
});

describe('the tabs of a project', () => {
  it('have the one of the screen in sight on a telephone', async () => {
    const page = await console_.newTab();
    await page.setViewportSize({ width: 360, height: 780 });
    await page.goto(`${console_.url}/projects/${world.projectId}/settings`);
    const tab = page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Settings' });
    await tab.waitFor();

    await expect
      .poll(async () => {
        const { x = 0, width = 0 } = (await tab.boundingBox()) ?? {};
        return x >= 0 && x + width <= 360;
      })
      .toBe(true);
  });
});

describe('the check of the lines', () => {
  it.each([
    ['ocore project lst', 'there is no project lst'],
    ['ocore project list --nonsense', "unknown option '--nonsense'"],
    ['ocore project get', 'missing required argument'],
    ['ocore environment create prj_1 --name A --type none', 'is invalid'],
    ['curl -X POST http://127.0.0.1/api/nowhere -H "Authorization: Bearer $OCORE_TOKEN"', 'has no POST /api/nowhere'],
    ['curl http://127.0.0.1/api/projects?colour=red -H "Authorization: Bearer $OCORE_TOKEN"', 'refused by the shell'],
    [
      'curl \'http://127.0.0.1/api/projects?colour=red\' -H "Authorization: Bearer $OCORE_TOKEN"',
      'no parameter colour',
    ],
    ['curl -X POST http://127.0.0.1/api/projects -H "Authorization: Bearer $OCORE_TOKEN"', 'needs a body'],
    [
      'curl -X POST http://127.0.0.1/api/projects -H "Authorization: Bearer $OCORE_TOKEN" -H \'Content-Type: application/json\' -d \'{"name":""}\'',
      'refuses the body',
    ],
  ])('finds what is wrong with %s', async (line, fault) => {
    const found = await lineFaults([line]).catch(() => ['refused by the shell']);

    expect(found.join()).toContain(fault);
  });

  it('reads words as a shell does', () => {
    expect(shellWords(`ocore a 'b c' "d \\"e" f'g'"h" > i`)).toEqual(['ocore', 'a', 'b c', 'd "e', 'fgh']);
  });
});
