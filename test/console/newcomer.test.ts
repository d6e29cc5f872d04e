import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giteaHeaders, giteaPush } from '#test/fixtures/other-providers.ts';
import { OwnGitServer } from '#test/integration/connections/own-git-server.ts';
import { withSsh } from '#test/integration/runner/with-ssh.ts';
import { WorkTree } from '#test/integration/runner/work-tree.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { type Ran, runCommand } from '#test/run-command.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { shellWords } from './shown-lines.ts';

let console_: ConsoleUnderTest;
let git: OwnGitServer;
let work: WorkTree;
let out: string;
let page: Page;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  git = await OwnGitServer.start();
  work = new WorkTree(git.repository.path);
  work.push('main', { 'version.txt': 'zero' });
  out = mkdtempSync(join(tmpdir(), 'ocore-newcomer-'));
  page = await console_.tab();
});
afterAll(async () => {
  work.remove();
  rmSync(out, { recursive: true, force: true });
  await git.stop();
  await console_.stop();
});

/** What the newcomer does: each click and each field is one act. */
let acts = 0;
const click = async (locator: Locator): Promise<void> => {
  acts += 1;
  await locator.click();
};
const fill = async (locator: Locator, text: string): Promise<void> => {
  acts += 1;
  await locator.fill(text);
};
const choose = async (locator: Locator, label: string): Promise<void> => {
  acts += 1;
  await locator.selectOption({ label });
};

const button = (name: string) => page.getByRole('button', { name, exact: true });
const link = (name: string) => page.getByRole('link', { name, exact: true });
const field = (name: string) => page.getByLabel(name, { exact: true });
const dialog = () => page.getByRole('dialog');
const shown = async (name: string): Promise<string> =>
  (await page.getByRole('region', { name, exact: true }).textContent()) ?? '';
const card = (name: string) => page.getByRole('article', { name });

/** What the page has shown, for the parts that are not the browser's. */
const seen = { webhookUrl: '', secret: '', key: '', runner: '' };

/** The Git host tells of a commit: signed with the secret that the page has shown. */
const deliver = async (branch: string, commitSha: string): Promise<void> => {
  const { head_commit: head, ...push } = giteaPush();
  const body = JSON.stringify({
    ...push,
    ref: `refs/heads/${branch}`,
    before: '0'.repeat(40),
    after: commitSha,
    head_commit: { ...(head as object), id: commitSha, message: 'Invoices show the fiscal position' },
  });
  const headers = giteaHeaders('push', body, seen.secret);
  const path = new URL(seen.webhookUrl).pathname;
  expectStatus(202, await console_.service.anonymous('POST', path, { rawBody: body, headers }));
};

/** Runs the line that the page has shown, for one deployment, with the key that the page has shown. */
const runner = (environment: string, script: string): Promise<Ran> => {
  const command = join(out, 'deploy.sh');
  writeFileSync(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const line = seen.runner.split('\n').find((one) => one.startsWith('ocore')) ?? '';
  const words = shellWords(line.replace(' start ', ' once ').replace('./deploy.sh', command));
  const args = words.slice(1).map((word) => (word.startsWith('env_') ? environment : word));
  return runCommand(process.execPath, ['cli/main.ts', ...args], {
    env: {
      PATH: withSsh(process.env.PATH ?? ''),
      OCORE_API_URL: console_.service.local.url,
      OCORE_TOKEN: seen.key,
    },
  });
};

const environmentId = (): string => /env_\w+/.exec(seen.runner)?.[0] ?? '';

describe('a newcomer, by the browser alone, in this order', () => {
  it('signs in by the link of the start, and creates the first project', async () => {
    await page.goto(console_.service.local.consoleUrl);
    await page.getByRole('heading', { name: 'Create your first project' }).waitFor();
    await click(button('Create Project').first());
    await fill(field('Name'), 'Odoo ERP Customizations');
    await click(button('Create'));

    await page.getByRole('heading', { name: 'Three steps to the first deployment' }).waitFor();
    expect(acts).toBe(3);
  });

  it('creates two environments', async () => {
    await click(link('Create environments'));
    for (const [name, type, branch] of [
      ['Staging', 'Staging', 'staging'],
      ['Production', 'Production', 'main'],
    ] as const) {
      await click(button('Create Environment').first());
      await fill(field('Name'), name);
      await choose(page.getByRole('combobox', { name: 'Type' }), type);
      await fill(dialog().getByLabel('Branch'), branch);
      await click(button('Create'));
      await card(name).waitFor();
    }
    seen.runner = await shown('Runner of Staging');

    expect(acts).toBe(14);
  });

  it('says which server of their own the company has', async () => {
    const { baseUrl, sshHost, sshPort, sshHostKeys } = git.settings;
    const before = acts;
    await click(link('Git Providers'));
    await click(button('Set up Gitea'));
    await fill(field('Address of your own server'), String(baseUrl));
    await fill(field('SSH host'), String(sshHost));
    await fill(field('SSH port'), String(sshPort));
    await fill(field('SSH host keys'), String(sshHostKeys));
    await click(button('Save'));
    await dialog().waitFor({ state: 'detached' });
    // Who is on a public provider does none of this.
    acts = before;

    await page.getByText('Own server').waitFor();
  });

  it('connects the repository, and takes key, webhook URL and secret to the Git host', async () => {
    await click(link('Projects'));
    await click(link('Odoo ERP Customizations'));
    await click(link('Repository'));
    await fill(field('Repository URL'), git.cloneUrl());
    await click(button('Connect'));
    git.deployKeys.push(await shown('Public key'));
    seen.webhookUrl = await shown('Webhook URL');
    seen.secret = await shown('Secret');
    await click(button('Verify'));

    await page.getByText('The deploy key opens the repository', { exact: true }).waitFor();
    await page.getByText('It has opened the repository.').waitFor();
    await page.getByRole('region', { name: 'In the repository' }).getByText('main', { exact: true }).waitFor();
    expect(acts).toBe(20);
  });

  it('maps a pattern, and is told what a push to it would deploy', async () => {
    await click(link('Branches'));
    await click(button('Add mapping'));
    await fill(page.getByLabel('Branch or pattern'), 'release/*');
    await choose(dialog().getByLabel('Environment'), 'Staging (Staging)');
    await click(button('Add'));
    await dialog().waitFor({ state: 'detached' });
    await fill(page.getByRole('region', { name: 'Simulation' }).getByLabel('Branch'), 'release/18.0');
    await click(button('What would deploy?'));

    await page.getByText('It would deploy', { exact: true }).waitFor();
  });

  it('makes a key for the runner, which is shown once', async () => {
    await click(link('API Keys'));
    await click(button('Create API key'));
    await fill(field('Name'), 'Runner of Staging');
    await page.getByRole('checkbox', { name: 'run:projects' }).waitFor();
    await click(page.getByRole('checkbox', { name: 'run:projects' }));
    await click(button('Create'));
    seen.key = await shown('Text of the key');

    expect(seen.key).toMatch(/^ocore_/);
    await click(button('I have it: hide it'));
    expect(await page.content()).not.toContain(seen.key);
  });

  it('pushes, and sees the deployment fail with its log and the reason', async () => {
    await click(link('Projects'));
    await click(link('Odoo ERP Customizations'));
    await deliver('staging', work.push('staging', { 'version.txt': 'one' }));
    await card('Staging').getByText('queued', { exact: true }).waitFor();
    const ran = await runner(environmentId(), 'echo "The module sale is broken." >&2; exit 3');
    expect(ran.code).toBe(9);
    await card('Staging').getByText('failed', { exact: true }).waitFor();
    await click(card('Staging').getByRole('link', { name: 'Failed: show the deployment' }));

    await page.getByRole('region', { name: 'Log' }).getByText('The module sale is broken.').waitFor();
    await page.getByRole('note').getByText(/3/).waitFor();
    await console_.expectAccessible(page, 'newcomer-failed');
  });

  it('retries it, and sees it succeed with its log', async () => {
    await click(button('Redeploy'));
    await click(dialog().getByRole('button', { name: 'Redeploy' }));
    await page.getByRole('link', { name: 'Show the deployment that it repeats' }).waitFor();
    expect((await runner(environmentId(), 'echo "Deployed $(cat version.txt)."')).code).toBe(0);

    await page.getByRole('region', { name: 'Log' }).getByText('Deployed one.').waitFor();
    await page.getByRole('list', { name: 'Steps' }).getByText('Succeeded', { exact: true }).waitFor();
  });

  it('promotes it to Production', async () => {
    await click(button('Promote'));
    await click(dialog().getByRole('button', { name: 'Promote' }));
    await dialog().waitFor({ state: 'detached' });
    await click(link('Environments'));
    // Where no runner has asked for work yet, its line is open by itself.
    seen.runner = await shown('Runner of Production');
    expect((await runner(environmentId(), 'echo "On Production."')).code).toBe(0);
    await click(link('Overview'));

    await card('Production').getByText('up to date', { exact: true }).waitFor();
    await card('Production').getByText('Invoices show the fiscal position').waitFor();
  });

  it('finds the delivery that caused it, with the trace per mapping', async () => {
    await click(link('Deliveries'));
    await click(page.getByRole('list', { name: 'Deliveries' }).getByRole('link').first());

    await page.getByRole('list', { name: 'Trace' }).getByText('staging', { exact: true }).first().waitFor();
  });

  it('restricts who may see it', async () => {
    await click(link('Access'));
    await click(button('Restrict'));
    await click(button('Restrict it'));

    await page.getByRole('main').getByText('Restricted', { exact: true }).first().waitFor();
  });

  it('archives it, and finds it under Archived', async () => {
    await click(link('Settings'));
    await click(button('Archive'));
    await button('Unarchive').waitFor();
    await click(link('Projects'));
    await click(page.getByText('Archived', { exact: true }));

    await link('Odoo ERP Customizations').waitFor();
  });

  it('deletes it, after reading what goes and typing its name', async () => {
    await click(link('Odoo ERP Customizations'));
    await click(link('Settings'));
    await click(button('Delete'));
    await dialog().getByText('2 environments').waitFor();
    await fill(page.getByLabel('Type Odoo ERP Customizations to confirm'), 'Odoo ERP Customizations');
    await click(dialog().getByRole('button', { name: 'Delete' }));

    await page.getByRole('heading', { name: 'Create your first project' }).waitFor();
  });

  it('has needed few acts, has met no error, and has asked no other origin', () => {
    expect(acts).toBeLessThanOrEqual(56);
    expect(console_.faults).toEqual([]);
    expect(console_.otherOrigins).toEqual([]);
  });
});
