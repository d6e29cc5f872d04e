import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textLimits } from '#shared/contract/text-limits.ts';
import { writtenMember } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith } from './intercepted.ts';

let console_: ConsoleUnderTest;
let project: { readonly id: string; readonly path: string };

type Json = Record<string, unknown>;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  const { service } = console_;
  project = await service.project();
  const member = await writtenMember(service.local.organization.id, { roleId: 'developer', name: 'Mona Lisa' });
  const body = { mode: 'organization', grants: [{ principalId: member.id, level: 'view' }] };
  expectStatus(200, await service.api('PUT', `${project.path}/access`, { body }));
});
afterAll(() => console_.stop());

/** What the API has answered to a list, with its first entry many times over, each with another id and name. */
const many = async (path: string, list: string, id: string, count: number): Promise<Json> => {
  const { json } = expectStatus(200, await console_.service.api('GET', path));
  const [first] = json[list] as Json[];
  const entries = Array.from({ length: count }, (_, index) => ({
    ...first,
    [id]: `x_${index}`,
    name: `Entry ${index}`,
  }));
  return { ...json, [list]: entries, ...('nextCursor' in json ? { nextCursor: 'more' } : {}) };
};

const nodes = (page: Page): Promise<number> => page.evaluate(() => document.getElementsByTagName('*').length);

/** The lists of an organisation, each with as much as one answer can hold, and the most nodes that the document may have. */
const lists = [
  ['/organization/members', /\/members$/, () => many('/api/members', 'members', 'id', 50), 'Entry 49', 2000],
  ['/organization/api-keys', /\/api-keys$/, () => many('/api/api-keys', 'apiKeys', 'id', 50), 'Entry 49', 2000],
  ['/organization/audit-log', /\/audit-logs$/, () => many('/api/audit-logs', 'auditLogs', 'id', 50), null, 3500],
  ['/organization/roles', /\/roles$/, () => many('/api/roles', 'roles', 'id', 54), 'Entry 53', 5000],
] as const;

describe.each(lists)('the list %s', (address, read, answer, last, most) => {
  it('has few nodes in the document where there is as much as one answer holds', async () => {
    const page = await console_.newTab();
    await answerWith(page, read, await answer());
    await page.goto(`${console_.url}${address}`);
    if (last !== null) await page.getByText(last, { exact: true }).first().waitFor();
    else await expect.poll(() => page.getByText('Details', { exact: true }).count()).toBe(50);

    expect(await nodes(page)).toBeLessThan(most);
    expect(console_.faults).toEqual([]);
  });
});

describe('a list that is known whole', () => {
  it('shows the first 50 grants, and the others on demand', async () => {
    const page = await console_.newTab();
    const grants = await many(`${project.path}/access`, 'grants', 'principalId', textLimits.grants);
    await answerWith(page, /\/access$/, grants);
    await page.goto(`${console_.url}/projects/${project.id}/access`);
    const rows = page.getByRole('region', { name: 'Grants' }).getByRole('row');
    await expect.poll(() => rows.count()).toBe(51);
    expect(await nodes(page)).toBeLessThan(2500);
    await page.getByRole('button', { name: 'Show more grants (50 left)' }).click();

    await expect.poll(() => rows.count()).toBe(101);
    expect(await page.getByRole('button', { name: /^Show more grants/ }).count()).toBe(0);
    expect(console_.faults).toEqual([]);
  });

  it('shows the first 50 findings of 120 projects, and counts all', async () => {
    const page = await console_.newTab();
    const { json } = await console_.service.api('GET', project.path);
    const repository = {
      ...{ provider: 'github', fullName: 'acme/odoo', httpsUrl: 'https://github.com/acme/odoo' },
      ...{ status: 'failing', statusReason: 'The Git host does not answer.' },
    };
    const projects = Array.from({ length: 120 }, (_, index) => ({
      ...json,
      id: `prj_${index}`,
      name: `Shop ${index}`,
      repository,
    }));
    await answerWith(page, /\/api\/projects$/, { projects, nextCursor: null });
    await answerWith(page, /\/environments$/, { environments: [], nextCursor: null });
    await page.goto(`${console_.url}/attention`);
    const findings = page.getByRole('region', { name: 'Repositories' });
    await findings.getByText('120', { exact: true }).waitFor();
    expect(await findings.getByRole('listitem').count()).toBe(50);
    expect(await nodes(page)).toBeLessThan(1000);
    await findings.getByRole('button', { name: 'Show more findings (70 left)' }).press('Enter');
    await findings.getByRole('button', { name: 'Show more findings (20 left)' }).press('Enter');

    await expect.poll(() => findings.getByRole('listitem').count()).toBe(120);
    expect(console_.faults).toEqual([]);
  });
});
