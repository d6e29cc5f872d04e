import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRoute, consoleRoutes } from '#shared/contract/console-routes.ts';
import { writtenMember } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { keyWith } from './intercepted.ts';
import { connectedProject, runnerOf } from './pushed-project.ts';
import { type Screen, screens } from './screens.ts';
import { lendTab, type SignedOutTab } from './signed-out-tab.ts';
import {
  askAgain,
  everythingThere,
  expectHonest,
  failsLater,
  failureTold,
  loadingTold,
  notedChanges,
  noteEachChange,
  type Shown,
  shownNow,
} from './told.ts';

let console_: ConsoleUnderTest;
let keyWithoutView: string;
const withTab = lendTab(() => console_);

const ids = { projectId: '', deploymentId: '', deliveryId: '' };
const emptyIds = {
  projectId: '',
  deploymentId: 'dep_01JD0000000000000000000000',
  deliveryId: 'dlv_01JDABCDEFGHJKMNPQRSTVWXYZ',
};

const pathOf = (route: ConsoleRoute, of: typeof ids): string =>
  route.replace(/:(\w+)/g, (_, name: keyof typeof ids) => of[name]);

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  emptyIds.projectId = (await console_.service.project()).id;
});
afterAll(() => console_.stop());

type Framed = readonly [ConsoleRoute, Screen];
const framed: readonly Framed[] = consoleRoutes.flatMap((route): Framed[] => {
  const screen = screens[route];
  return screen === null ? [] : [[route, screen]];
});

/** The tests of a group run beside each other: most of the time of each is waiting for tries. */
describe('an organisation with nothing but an empty project', () => {
  it.concurrent.each(framed)('is told on %s', (route) =>
    withTab(async (tab) => {
      const { page } = tab;
      await tab.go(pathOf(route, emptyIds));
      await tab.signIn();
      if (route.includes(':deploymentId') || route.includes(':deliveryId')) {
        await page
          .getByRole('main')
          .getByRole('alert')
          .getByText(/ could not be found$/)
          .waitFor();
      } else await everythingThere(page);
      const shown = await shownNow(page);

      expect(shown.headings).toBeGreaterThan(0);
      expect(shown.title).toMatch(/oCore Projects$/);
    }),
  );
});

const failing = ['permission_missing', 'not_found', 'rate_limited', 'internal', 'nothing'] as const;
/** Tries each answer to a read of a screen, without loading it anew: "Try again" asks again. */
const tryRead = async (tab: SignedOutTab, path: string, read: string, whole: Shown): Promise<void> => {
  const { page, board } = tab;
  board.answer({ [read]: 'unauthenticated' });
  await tab.go(path);
  const asked = board.next(read);
  await tab.sendKey();
  await asked;
  await page.getByText('Your session has ended.').waitFor();
  for (const [index, code] of failing.entries()) {
    board.answer({ [read]: code });
    // Whoever signs in again is where they were.
    await (index === 0 ? tab.signIn() : askAgain(page));
    const alert = await failureTold(page.locator('body'), code);
    await alert.getByRole('button', { name: 'Try again', exact: true }).waitFor();
    expectHonest(await shownNow(page), whole);
  }
  board.answer({ [read]: 'slow' });
  await askAgain(page);
  await loadingTold(page);
  expectHonest(await shownNow(page), whole);
  board.answer({});
  await everythingThere(page);
  expectHonest(await shownNow(page), whole);
};

describe('an organisation in which something stands', () => {
  beforeAll(async () => {
    const { service } = console_;
    const world = await connectedProject(console_);
    await world.push('staging', 'Proved on Staging');
    await runnerOf(world, 'staging').run();
    ids.projectId = world.projectId;
    for (const [list, id] of [
      ['deployments', 'deploymentId'],
      ['deliveries', 'deliveryId'],
    ] as const) {
      const { json } = expectStatus(200, await service.api('GET', `${world.path}/${list}`));
      const [newest] = json[list] as { id: string }[];
      ids[id] = String(newest?.id);
    }
    const mona = await writtenMember(service.local.organization.id, { roleId: 'developer', name: 'Mona Lisa' });
    const body = { mode: 'restricted', grants: [{ principalId: mona.id, level: 'deploy' }] };
    expectStatus(200, await service.api('PUT', `${world.path}/access`, { body }));
    keyWithoutView = await keyWith(console_, ['run:projects']);
  });

  it.concurrent.each(framed)(
    'waits 3 s for %s, tells each answer to each read, and leads to the sign-in and back',
    (route, { reads }) =>
      withTab(async (tab) => {
        const { page, board } = tab;
        const path = pathOf(route, ids);
        board.asked();
        board.answer(Object.fromEntries(reads.map((read) => [read, 'late'])));
        await tab.go(path);
        await noteEachChange(page);
        await tab.signIn();
        await everythingThere(page);
        const whole = await shownNow(page);
        const meanwhile = await notedChanges(page);
        for (const shown of meanwhile) expectHonest(shown, whole);
        expect(meanwhile.filter(({ alerts }) => alerts > 0)).toEqual([]);
        expect(meanwhile.some(({ isLoading }) => isLoading)).toBe(true);
        const [first = ''] = reads;
        board.answer({ [first]: 'internal' });
        await failsLater(page);
        expectHonest(await shownNow(page), whole);
        for (const read of reads) {
          await tab.leave();
          await tryRead(tab, path, read, whole);
        }

        const ofFrame = ['getMe', 'getProject', 'getWellKnown'];
        expect(board.asked().filter((one) => reads.includes(one) || !ofFrame.includes(one))).toEqual([...reads].sort());
      }),
  );

  it.concurrent.each(framed)('says on %s what somebody without permission may not see', (route) =>
    withTab(async (tab) => {
      const { page } = tab;
      await tab.go(pathOf(route, ids));
      await tab.signIn(keyWithoutView);
      await page
        .getByRole('main')
        .getByRole('alert')
        .getByText(/^You may not see | could not be found$/)
        .first()
        .waitFor();
      const shown = await shownNow(page);

      expect(shown.headings).toBeGreaterThan(0);
      expect(shown.claims).toEqual([]);
      expect(await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents()).toEqual([
        'Projects',
        'Needs attention',
      ]);
    }),
  );
});
