import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realPush } from '#test/fixtures/github.ts';
import { deploy, TestRunner } from '#test/integration/runner.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, keyWith } from './intercepted.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const open = (projectId: string, token?: string): Promise<Page> =>
  console_.signedIn(`/projects/${projectId}/repository`, token);

const connected = async (): Promise<Page> => open((await console_.service.connectedProject()).projectId);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const noFaults = (): void => expect(console_.faults).toEqual([]);

describe('connecting a repository', () => {
  it('takes the provider from the URL, and shows key, webhook and secret once', async () => {
    const page = await open((await console_.service.project()).id);
    await page.getByLabel('Repository URL').fill('git@gitlab.com:acme/odoo-custom.git');
    expect(await page.getByLabel('Provider').inputValue()).toBe('gitlab');
    await page.getByLabel('Repository URL').fill('https://github.com/acme/odoo-custom');
    expect(await page.getByLabel('Provider').inputValue()).toBe('github');
    await page.getByLabel('Branch').fill('18.0');
    await console_.expectAccessible(page, 'repository-connect');

    await button(page, 'Connect').click();

    await page.getByRole('heading', { name: 'acme/odoo-custom' }).waitFor();
    expect(await page.getByRole('region', { name: 'Public key' }).textContent()).toMatch(/^ssh-ed25519 /);
    expect(await page.getByRole('region', { name: 'Webhook URL' }).textContent()).toContain('/api/webhooks/github/');
    expect(await page.getByRole('region', { name: 'Secret' }).textContent()).toMatch(/^\S{20,}$/);
    await page.getByText('What is left to do', { exact: true }).waitFor();
    expect(await page.getByLabel('Default branch').inputValue()).toBe('18.0');
    await console_.expectAccessible(page, 'repository');
    await page.reload();
    await page.getByText('The secret is hidden.').waitFor();
    noFaults();
  });

  it('shows at the field what is wrong, and keeps what was entered', async () => {
    const page = await open((await console_.service.project()).id);
    await page.getByLabel('Repository URL').fill('https://git.unknown.example/acme/odoo.git');
    await button(page, 'Connect').click();

    await page.getByText(/the host must be one of/).waitFor();
    expect(await page.getByLabel('Repository URL').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Repository URL').inputValue()).toBe('https://git.unknown.example/acme/odoo.git');
    expect(await page.getByRole('alert').count()).toBe(1);
  });

  it('is filled by a repository that the credential reaches', async () => {
    const { id } = await console_.service.project();
    const page = await console_.newTab();
    const none = { baseUrl: null, sshHost: null, sshPort: null, sshHostKeys: [], caBundle: [], credential: null };
    const credential = { kind: 'token', lastFour: '1234', setAt: '2026-11-01T10:00:00.000Z', expiresAt: null };
    await answerWith(page, /^\/api\/settings\/git-providers$/, {
      gitProviders: [
        { ...none, provider: 'github' },
        { ...none, provider: 'gitea', credential: { ...credential, login: 'mona' } },
      ],
      nextCursor: null,
    });
    await answerWith(page, /\/gitea\/repositories$/, {
      repositories: [
        {
          fullName: 'acme/theme',
          httpsUrl: 'https://git.acme.example/acme/theme.git',
          sshUrl: 'ssh://git@git.acme.example:2222/acme/theme.git',
          defaultBranch: '17.0',
        },
      ],
      nextCursor: null,
    });
    await page.goto(`${console_.url}/projects/${id}/repository`);

    await button(page, 'Use acme/theme').click();

    expect(await page.getByLabel('Repository URL').inputValue()).toBe('ssh://git@git.acme.example:2222/acme/theme.git');
    expect(await page.getByLabel('Branch').inputValue()).toBe('17.0');
    expect(await page.getByLabel('Provider').inputValue()).toBe('gitea');
    await console_.expectAccessible(page, 'repository-picker');
    noFaults();
  });

  it('is offered to nobody who may only look', async () => {
    const { id } = await console_.service.project();
    const page = await open(id, await keyWith(console_, ['view:projects']));

    await page.getByText('Somebody who manages the project can connect one.').waitFor();
    expect(await button(page, 'Connect').count()).toBe(0);
  });
});

describe('a connected repository', () => {
  it('is verified, with the answer in words', async () => {
    const page = await connected();
    await button(page, 'Verify').click();

    await page.getByText('The Git host does not answer', { exact: true }).waitFor();
    noFaults();
  });

  it('gets a new key, after saying what it does', async () => {
    const page = await connected();
    const key = page.getByRole('region', { name: 'Public key' });
    const before = await key.textContent();
    await button(page, 'Regenerate Key').click();
    await dialog(page)
      .getByText(/The present one works until the new one/)
      .waitFor();
    await console_.expectAccessible(page, 'repository-regenerate');
    await button(page, 'Make a new key').click();

    await page.getByText('There is a new deploy key', { exact: true }).waitFor();
    await expect.poll(() => key.textContent()).not.toBe(before);
  });

  it('gets a new webhook, and reveals its secret on request', async () => {
    const page = await connected();
    const url = page.getByRole('region', { name: 'Webhook URL' });
    const before = await url.textContent();
    await button(page, 'Reconfigure Webhook').click();
    await page.getByLabel('End the present ones at once').check();
    await button(page, 'Make new ones').click();
    await page.getByText('The webhook has a new URL and secret', { exact: true }).waitFor();
    await expect.poll(() => url.textContent()).not.toBe(before);
    const secret = page.getByRole('region', { name: 'Secret' });
    const made = await secret.textContent();
    await button(page, 'Hide the secret').click();
    await page.getByText('The secret is hidden.').waitFor();

    await button(page, 'Reveal Secret').click();
    await dialog(page)
      .getByText(/The audit log tells/)
      .waitFor();
    await button(page, 'Show it').click();

    expect(await secret.textContent()).toBe(made);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(made);
    noFaults();
  });

  it('keeps the secret out of another project, to which one goes back over several pages', async () => {
    const other = await console_.service.connectedProject();
    const project = await console_.service.connectedProject();
    const { json } = await console_.service.api('GET', project.path);
    expectStatus(200, await console_.service.deliver(project.webhook, 'push', realPush()));
    const page = await open(other.projectId);
    await page.getByText('Add it at the provider.', { exact: false }).first().waitFor();
    await page.getByRole('link', { name: 'Projects', exact: true }).click();
    await page.getByRole('link', { name: String(json.name), exact: true }).click();
    await page.getByRole('link', { name: 'Repository', exact: true }).click();
    await page.getByText('It is at the provider: deliveries arrive.').waitFor();
    await button(page, 'Reveal Secret').click();
    await button(page, 'Show it').click();
    await page.getByRole('region', { name: 'Secret', exact: true }).waitFor();
    // As by the list that the browser opens beside "back".
    await page.evaluate(() => history.go(-3));
    await page.waitForURL(new RegExp(`${other.projectId}/repository$`));

    await page.getByText('The secret is hidden.').waitFor();
    noFaults();
  });

  it('says why it cannot ask the provider without a credential', async () => {
    const page = await connected();
    await button(page, 'Sync').click();

    const alert = page.getByRole('alert');
    await alert
      .getByText(/credential/i)
      .first()
      .waitFor();
    expect(await button(page, 'Copy request id').count()).toBe(1);
  });

  it('shows its branches, and changes the default one', async () => {
    const { projectId } = await console_.service.connectedProject();
    const path = `/projects/${projectId}/repository`;
    const { json } = await console_.service.api('GET', `/api${path}`);
    const page = await console_.newTab();
    const deployKey = { ...(json.deployKey as object), lastVerifiedAt: '2026-11-01T10:00:00.000Z' };
    await answerWith(page, /\/repository$/, { ...json, deployKey });
    const commitSha = 'a'.repeat(40);
    await answerWith(page, /\/repository\/branches$/, {
      refs: [
        { type: 'branch', name: '18.0', commitSha },
        { type: 'tag', name: 'v1', commitSha },
      ],
      nextCursor: null,
    });
    await page.goto(`${console_.url}${path}`);
    await page.getByText('v1 (tag)').waitFor();
    await page.getByLabel('Default branch').fill('18.0');
    await page.getByRole('region', { name: 'In the repository' }).getByRole('button', { name: 'Save' }).click();

    await page.getByText('The default branch is 18.0.').waitFor();
    expect((await console_.service.api('GET', `/api${path}`)).json.branch).toBe('18.0');
  });

  it('has keys of submodules, which are added, verified and removed', async () => {
    const page = await connected();
    await page.getByLabel('Clone URL of a submodule').fill('git@github.com:acme/private-addons.git');
    await button(page, 'Add submodule').click();
    const submodule = page.getByRole('region', { name: 'Submodule acme/private-addons' });
    await submodule.getByRole('region', { name: 'Public key of acme/private-addons' }).waitFor();
    await submodule.getByRole('button', { name: 'Verify the submodule' }).click();
    await submodule.getByText('The Git host does not answer', { exact: true }).waitFor();

    await submodule.getByRole('button', { name: 'Remove the submodule' }).click();
    await button(page, 'Remove it').click();

    await page.getByText('The key of acme/private-addons is removed', { exact: true }).waitFor();
    await page.getByText('None has a key yet.').waitFor();
    noFaults();
  });

  it('shows the submodules that the last deployment had', async () => {
    const { service } = console_;
    const world = await service.connectedProject();
    const order = { branch: undefined, commitSha: 'a'.repeat(40), environmentId: world.environments.develop };
    await deploy(service, world, order);
    const runner = new TestRunner(service, world.path, world.environments.develop);
    const { deployment, lease } = await runner.claim();
    const submodules = [
      { path: 'addons/oca', repositoryUrl: 'https://github.com/OCA/web', commitSha: 'b'.repeat(40), fetched: false },
    ];
    expectStatus(200, await runner.heartbeat(deployment.id, lease.token, { submodules }));
    const page = await open(world.projectId);

    const reported = page.getByRole('region', { name: 'Submodules of the last deployments' });
    await reported.getByText('addons/oca', { exact: true }).waitFor();
    await reported.getByText('https://github.com/OCA/web', { exact: true }).waitFor();
    await reported.getByText('Not fetched', { exact: true }).waitFor();
    const link = reported.getByRole('link', { name: 'Deployment with addons/oca' });
    expect(await link.getAttribute('href')).toBe(`/projects/${world.projectId}/deployments/${deployment.id}`);
    await console_.expectAccessible(page, 'repository-submodules');
    noFaults();
  });

  it('is disconnected by its name, and says what is left at the provider', async () => {
    const page = await connected();
    await button(page, 'Disconnect').click();
    await dialog(page)
      .getByText(/stays at the provider/)
      .first()
      .waitFor();
    await console_.expectAccessible(page, 'repository-disconnect');
    expect(await button(page, 'Disconnect it').isDisabled()).toBe(true);
    await page.getByLabel(/^Type .* to confirm$/).fill('octo-org/octo-repo');
    const name = (await page.getByRole('heading', { level: 3 }).first().textContent()) ?? '';
    await page.getByLabel(/^Type .* to confirm$/).fill(name);
    await button(page, 'Disconnect it').click();

    await page.getByText(`${name} is disconnected`, { exact: true }).waitFor();
    await page.getByText('What is left to do:').waitFor();
    await button(page, 'Connect').waitFor();
    noFaults();
  });

  it('shows its key to somebody who may only look, and no action', async () => {
    const { projectId } = await console_.service.connectedProject();
    const page = await open(projectId, await keyWith(console_, ['view:projects']));
    await page.getByRole('region', { name: 'Public key' }).waitFor();

    for (const name of ['Verify', 'Regenerate Key', 'Reconfigure Webhook', 'Reveal Secret', 'Sync', 'Disconnect']) {
      expect(await button(page, name).count()).toBe(0);
    }
    noFaults();
  });
});
