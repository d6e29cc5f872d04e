import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { sourceFiles } from '#test/unit/house/source-files.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { type Entered, enterAll, enteredNow, placeOf } from './entered-form.ts';
import { organizationWrites } from './organization-writes.ts';
import { projectWrites } from './project-writes.ts';
import { screens } from './screens.ts';
import { lendTab, type SignedOutTab } from './signed-out-tab.ts';
import { everythingThere, failureTold } from './told.ts';
import type { Place, Write } from './write-lines.ts';
import { writeSites } from './write-sites.ts';
import { writesWorld } from './writes-world.ts';

let console_: ConsoleUnderTest;
let world: Awaited<ReturnType<typeof writesWorld>>;
const withTab = lendTab(() => console_);

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  world = await writesWorld(console_);
});
afterAll(() => console_.stop());

const places = [...projectWrites, ...organizationWrites];

const pathOf = ({ route, state }: Place): string =>
  route.replace(/:(\w+)/g, (_, name: 'projectId' | 'deploymentId' | 'deliveryId') => world[state][name]);

const refusals = [
  // The same key comes back.
  'unauthenticated',
  'permission_missing',
  'conflict',
  'rate_limited',
  'internal',
  'nothing',
  // Told once everything was read anew: what is compared then has outlasted that.
  'precondition_failed',
] as const;

/** The button that sends: in the dialog, where one is open. */
const senderOf = async (page: Page, send: string): Promise<Locator> => {
  const dialog = page.getByRole('dialog');
  const where = (await dialog.count()) > 0 ? dialog : page;
  const sender = where.getByRole('button', { name: send, exact: true });
  await sender.waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  return sender;
};

/** Tries each answer to a write, and compares all that was entered, and what is said, with how it was before. */
const tryWrite = async (tab: SignedOutTab, { operation, begin, send, texts }: Write): Promise<void> => {
  const { page, board } = tab;
  await begin(page);
  const sender = await senderOf(page, send);
  const place = placeOf(sender);
  await enterAll(place, texts);
  const begun = await enteredNow(page);
  const expected: Entered = { ...begun, alerts: begun.alerts - (await place.getByRole('alert').count()) + 1 };
  for (const code of refusals) {
    board.answer({ [operation]: code });
    await sender.press('Enter');
    if (code === 'unauthenticated') {
      await page.getByText('Your session has ended.').waitFor();
      await tab.signIn();
    }
    await failureTold(place, code);
    expect(await enteredNow(page), code).toEqual(expected);
  }
  expect(await sender.isEnabled()).toBe(true);
  board.answer({});
  if (begun.dialogs === 0) return;
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

const meAddress = '**/api/me';

/** Makes the caller a person: an API key cannot leave its organisation. */
const asPerson = async (page: Page): Promise<void> => {
  const { json } = expectStatus(200, await console_.service.api('GET', '/api/me'));
  const me = { ...json, principal: { ...(json.principal as object), kind: 'user' } };
  await page.route(meAddress, (route) => route.fulfill({ json: me }));
};

describe('a write that fails', () => {
  it.concurrent.each(places)('is told on $route ($state), and loses nothing', (place) =>
    withTab(async (tab) => {
      if (place.isPerson) await asPerson(tab.page);
      await tab.go(pathOf(place));
      await tab.signIn();
      await everythingThere(tab.page);
      for (const write of place.writes) {
        await tryWrite(tab, write).catch((cause: unknown) => {
          throw new Error(`${write.send} (${write.operation} of ${write.of}): ${cause}`, { cause });
        });
      }
      await tab.page.unroute(meAddress);
    }),
  );
});

/** What is read by the client itself, without a hook of `console/api`. */
const isRead = (row: string): boolean =>
  ['getMe', 'getWellKnown'].includes(row) || Object.values(screens).some((screen) => screen?.reads.includes(row));

/** What is changed before there is a screen: nothing is entered there, and the sign-in begins again. */
const beforeTheFrame = ['acceptInvitation of console/sign-in/callback-screen.tsx'];

describe('the writes of the console', () => {
  it('have a line each', () => {
    const lines = places.flatMap(({ writes }) => writes.map(({ operation, of }) => `${operation} of ${of}`));
    const known = [...new Set([...lines, ...beforeTheFrame])].sort();
    const found = writeSites(sourceFiles(['console']), isRead);

    expect(found.filter((one) => !known.includes(one)).map((one) => `Add ${one} to test/console/*-writes.ts.`)).toEqual(
      [],
    );
    expect(known.filter((one) => !found.includes(one)).map((one) => `${one} is no more.`)).toEqual([]);
  });
});

describe('the search for writes', () => {
  const rows = "import { createRole, deleteRole } from '#shared/contract/endpoints/roles.ts';\n";
  const sites = (files: Readonly<Record<string, string>>) => writeSites(new Map(Object.entries(files)), () => false);

  it.each([
    ['a write of a screen', 'const remove = useWrite(deleteRole);'],
    ['a hook that no other file takes', 'const useRemove = () => useWrite(deleteRole);'],
    ['a guarded one', 'const save = useGuardedWrite(\n  deleteRole, read, (role) => role);'],
    ['a call of the client', 'await client.call(deleteRole, { params });'],
    ['a call of a client of its own', 'await createClient({ baseUrl }).call(deleteRole, {});'],
  ])('finds %s', (_, code) => {
    expect(sites({ 'console/roles/one.tsx': `${rows}${code}` })).toContain('deleteRole of console/roles/one.tsx');
  });

  it('finds a hook in each file that takes it, and in its own where none does', () => {
    const takes = (name: string, from: string) => `import { ${name} } from '${from}';`;

    expect(
      sites({
        'console/roles/queries.ts': `${rows}export const useRemove = () => useWrite(deleteRole);
export const useMake = () => useWrite(createRole);`,
        'console/roles/one.tsx': takes('useRemove', './queries.ts'),
        'console/members/two.tsx': takes('type Role, useRemove as useAway', '../roles/queries.ts'),
        'console/members/three.tsx': takes('useRemove', './queries.ts'),
        'console/api/use-write.ts': 'export const useGuarded = (row) => useWrite(row);',
      }),
    ).toEqual([
      'createRole of console/roles/queries.ts',
      'deleteRole of console/members/two.tsx',
      'deleteRole of console/roles/one.tsx',
    ]);
  });

  it('refuses a row that it cannot tell', () => {
    expect(() => sites({ 'console/roles/one.tsx': 'useWrite(isNew ? createRole : deleteRole)' })).toThrow(/isNew/);
  });
});
