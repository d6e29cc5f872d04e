import { describe, expect, it } from 'vitest';
import type { OrganizationId } from '#shared/contract/id.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { findProjectIdsByName } from '#shared/data/projects/list-projects.ts';
import { saveAccess } from '#shared/data/projects/write-access.ts';
import { insertProject, markDeleting, saveProject } from '#shared/data/projects/write-project.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { refusedLabels } from '../refused-labels.ts';
import { changed, newOrganization, sampleMutation, sampleProject } from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const update = { action: 'project.updated' } as const;
const open = { mode: 'organization' as const, grants: {} };
const restricted = { mode: 'restricted' as const, grants: {} };

const insert = async (organization: OrganizationId, over: Partial<ProjectRecord>): Promise<ProjectRecord> => {
  const project = sampleProject(organization, over);
  await insertProject(project, sampleMutation(organization));
  return project;
};

/** The names that a search finds, of open and of restricted projects. */
const namesOf = async (organization: OrganizationId) => {
  const find = async (which: 'open' | 'all') =>
    (await findProjectIdsByName(organization, which, 'name', null)).map(({ id }) => id);
  const open = await find('open');
  return { open, restricted: (await find('all')).slice(open.length) };
};

describe.each([
  { first: open, second: restricted, of: 'an open project' },
  { first: restricted, second: open, of: 'a restricted project' },
  { first: restricted, second: restricted, of: 'a restricted project, by another one,' },
])('the name of $of', ({ first, second }) => {
  it('is refused to a new project', async () => {
    const organization = newOrganization();
    await insert(organization, { name: 'A name', access: first });
    const other = sampleProject(organization, { name: 'A NAME', access: second });
    expect(await refusedLabels(insertProject(other, sampleMutation(organization)))).toEqual(['name']);
  });

  it('is refused to one that is renamed', async () => {
    const organization = newOrganization();
    await insert(organization, { name: 'A name', access: first });
    const other = await insert(organization, { name: 'Another name', access: second });
    const renamed = changed(other, { name: 'a name' });
    const write = saveProject(other, renamed, sampleMutation(organization), update);
    expect(await refusedLabels(write)).toEqual(['name']);
  });

  it('is free again once the project is renamed or deleted', async () => {
    const organization = newOrganization();
    const project = await insert(organization, { name: 'A name', access: first });
    const renamed = changed(project, { name: 'Another name' });
    await saveProject(project, renamed, sampleMutation(organization), update);
    await insert(organization, { name: 'A name', access: second });
    await markDeleting(renamed, sampleMutation(organization));
    await insert(organization, { name: 'Another name', access: second });
  });
});

describe('a change of access', () => {
  it('moves the name with the project', async () => {
    const organization = organizationRecord({ id: newOrganization() });
    const apiKey = apiKeyRecord({ organizationId: organization.id });
    await insertOrganization(organization, { ...apiKey, hashes: [organization.id] });
    const project = await insert(organization.id, { name: 'A name' });
    const mutation = sampleMutation(organization.id);
    expect(await namesOf(organization.id)).toEqual({ open: [project.id], restricted: [] });

    const hidden = changed(project, { access: restricted });
    await saveAccess(organization, project, hidden, mutation, 200);
    expect(await namesOf(organization.id)).toEqual({ open: [], restricted: [project.id] });

    await saveAccess(organization, hidden, changed(hidden, { access: open }), mutation, 200);
    expect(await namesOf(organization.id)).toEqual({ open: [project.id], restricted: [] });
  });
});
