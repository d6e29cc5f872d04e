import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith, keyWith, withEachAttack } from './intercepted.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const open = (token?: string): Promise<Page> => console_.signedIn('/organization/git-providers', token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const noFaults = (): void => expect(console_.faults).toEqual([]);
const settingsOf = async (provider: string) =>
  expectStatus(200, await console_.service.api('GET', `/api/settings/git-providers/${provider}`)).json;

const hostKey = 'git.acme.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

describe('the Git providers', () => {
  it('are set up with a server of their own, changed and removed', async () => {
    const page = await open();
    await card(page, 'Gitea').getByText('None: deploy keys and webhooks are set up by hand.').waitFor();
    expect(await button(page, 'Remove GitHub').count()).toBe(0);
    await button(page, 'Set up Gitea').click();
    await page.getByLabel('Address of your own server').fill('https://git.acme.example');
    await page.getByLabel('SSH port').fill('70000');
    await button(page, 'Save').click();
    await dialog(page).getByText('must be a port from 1 to 65535').waitFor();
    await page.getByLabel('SSH port').fill('2222');
    await page.getByLabel('SSH host keys').fill(hostKey);
    await console_.expectAccessible(page, 'git-providers-edit');
    await button(page, 'Save').click();

    await card(page, 'Gitea').getByText('https://git.acme.example', { exact: true }).waitFor();
    await card(page, 'Gitea')
      .getByText(/^SHA256:/)
      .waitFor();
    expect(await settingsOf('gitea')).toMatchObject({ baseUrl: 'https://git.acme.example', sshPort: 2222 });
    await console_.expectAccessible(page, 'git-providers');

    await button(page, 'Set up Gitea').click();
    await page.getByLabel('Remove the host keys that are set').check();
    await button(page, 'Save').click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(await settingsOf('gitea')).toMatchObject({ sshHostKeys: [], sshPort: 2222 });

    await button(page, 'Remove Gitea').click();
    await page.getByLabel('Type Gitea to confirm').fill('Gitea');
    await button(page, 'Remove them').click();
    await button(page, 'Remove Gitea').waitFor({ state: 'detached' });
    expect((await settingsOf('gitea')).baseUrl).toBeNull();
    noFaults();
  });

  it('take a token, which is sent once and shown nowhere', async () => {
    const token = 'a-token-of-the-test';
    const page = await open();
    const before = await settingsOf('github');
    const credential = { kind: 'token', lastFour: 'test', setAt: '2026-11-01T10:00:00.000Z', expiresAt: null };
    const sent: unknown[] = [];
    await page.route(
      (url) => url.pathname === '/api/settings/git-providers/github',
      (route) => {
        if (route.request().method() !== 'PUT') return route.fallback();
        sent.push(route.request().postDataJSON());
        return route.fulfill({ json: { ...before, credential: { ...credential, login: 'octocat' } } });
      },
    );
    await button(page, 'Set up GitHub').click();
    await page.getByLabel('Token', { exact: true }).fill('short');
    await button(page, 'Save').click();
    await dialog(page)
      .getByText(/must have 8 to .* visible ASCII characters/)
      .waitFor();
    await page.getByLabel('Token', { exact: true }).fill(token);
    expect(await page.getByLabel('Token', { exact: true }).getAttribute('type')).toBe('password');
    await button(page, 'Save').click();
    await dialog(page).waitFor({ state: 'detached' });

    expect(sent).toEqual([{ credential: { kind: 'token', token } }]);
    const kept = await page.evaluate(() => JSON.stringify([location.href, { ...sessionStorage }, { ...localStorage }]));
    expect(kept + (await page.content())).not.toContain(token);
    noFaults();
  });

  it('take a GitHub App, and say at its fields what does not fit', async () => {
    const page = await open();
    await button(page, 'Set up GitHub').click();
    await page.getByLabel('Credential').selectOption('app');
    await page.getByLabel('Number of the app').fill('twelve');
    await page.getByLabel('Number of its installation').fill('67890');
    await page.getByLabel('Private key').fill('no key');
    await button(page, 'Save').click();

    await dialog(page).getByText('must be the number of the GitHub App').waitFor();
    await dialog(page).getByText('must be a PEM private key').waitFor();
    await console_.expectAccessible(page, 'git-providers-app');
    noFaults();
  });

  it('keep what was entered where the provider refuses the credential', async () => {
    const page = await open();
    await button(page, 'Set up GitLab').click();
    await page.getByLabel('Token', { exact: true }).fill('glpat-entered');
    await failWith(page, 'PUT', /\/git-providers\/gitlab$/, failure('provider_credential_rejected'));
    await button(page, 'Save').click();

    await dialog(page).getByRole('alert').getByText('Made by the test: provider_credential_rejected.').waitFor();
    expect(await page.getByLabel('Token', { exact: true }).inputValue()).toBe('glpat-entered');
    noFaults();
  });

  it('are shown without any action to somebody who may only look', async () => {
    const page = await open(await keyWith(console_, ['view:projects', 'view:settings']));
    await card(page, 'Bitbucket').waitFor();

    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    noFaults();
  });

  it('show hostile text as text', async () => {
    const settings = await settingsOf('github');
    await withEachAttack(console_, '/organization/git-providers', 'git-providers-attacked', async (page, text) => {
      const at = '2027-11-01T10:00:00.000Z';
      const hostile = {
        ...settings,
        baseUrl: text,
        sshHost: text,
        sshHostKeys: [{ type: text, fingerprint: text }],
        caBundle: [{ subject: text, fingerprint: text, expiresAt: at }],
        credential: { kind: 'token', lastFour: text, setAt: at, expiresAt: null, login: text },
      };
      await answerWith(page, /\/git-providers$/, { gitProviders: [hostile], nextCursor: null });
      return () => card(page, 'GitHub').getByText(text).first().waitFor();
    });
  });
});
