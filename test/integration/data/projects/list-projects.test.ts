import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import {
  findProjectIdsByName,
  listGrantedProjectIds,
  listProjectsByRank,
  lowestRank,
  readProjects,
} from '#shared/data/projects/list-projects.ts';
import { insertClone, insertProject, markDeleting } from '#shared/data/projects/write-project.ts';
import type { Rank } from '#shared/data/table/keys.ts';
import type { Page } from '#shared/data/table/page.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { newOrganization, sampleMutation, sampleProject, secondsLater } from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const insert = async (organization: OrganizationId, over: Partial<ProjectRecord> = {}): Promise<ProjectRecord> => {
  const project = sampleProject(organization, over);
  await insertProject(project, sampleMutation(organization));
  return project;
};

/** Projects of one rank each second, oldest first. */
const insertMany = (organization: OrganizationId, count: number): Promise<ProjectRecord[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      insert(organization, { id: newId('project', secondsLater(index)), name: `Project ${index}` }),
    ),
  );

/** Every row of a list, page by page, with the number of pages. */
const walk = async <R>(read: (after: string | null) => Promise<Page<R>>): Promise<{ rows: R[]; pages: number }> => {
  const rows: R[] = [];
  let after: string | null = null;
  let pages = 0;
  do {
    const page: Page<R> = await read(after);
    rows.push(...page.rows);
    after = page.position;
    pages += 1;
  } while (after !== null && pages < 100);
  return { rows, pages };
};

describe('listProjectsByRank', () => {
  it('visits each project once, newest first, whatever the page size', async () => {
    const organization = newOrganization();
    const made = await insertMany(organization, 12);
    const expected = made.map((project) => project.id).reverse();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 15 }), async (limit) => {
        const { rows, pages } = await walk((after) =>
          listProjectsByRank(organization, { from: '3', to: '4' }, limit, after),
        );
        expect(rows.map((row) => row.id)).toEqual(expected);
        expect(pages).toBe(Math.ceil(12 / limit));
      }),
      { numRuns: 15 },
    );
  });

  it('orders open, restricted, archived and archived restricted projects by rank', async () => {
    const organization = newOrganization();
    const restricted = { mode: 'restricted' as const, grants: {} };
    const names = { archivedRestricted: '', archived: '', restricted: '', open: '' };
    const archivedAt = secondsLater(0);
    names.archivedRestricted = (await insert(organization, { archivedAt, access: restricted })).id;
    names.archived = (await insert(organization, { archivedAt })).id;
    names.restricted = (await insert(organization, { access: restricted })).id;
    names.open = (await insert(organization)).id;
    const ids = async (from: Rank) =>
      (await listProjectsByRank(organization, { from, to: '4' }, 10, null)).rows.map((row) => row.id);
    expect(await ids(lowestRank(true))).toEqual([
      names.open,
      names.restricted,
      names.archived,
      names.archivedRestricted,
    ]);
    expect(await ids(lowestRank(false))).toEqual([names.open, names.restricted]);
  });

  it('goes on where the last page ended though that row is gone meanwhile', async () => {
    const organization = newOrganization();
    const made = await insertMany(organization, 4);
    const first = await listProjectsByRank(organization, { from: '3', to: '4' }, 2, null);
    const last = first.rows[1];
    if (last === undefined) throw new Error('The first page is too short.');
    await markDeleting(last, sampleMutation(organization));
    const second = await listProjectsByRank(organization, { from: '3', to: '4' }, 2, first.position);
    expect(second.rows.map((row) => row.id)).toEqual([made[1]?.id, made[0]?.id]);
  });

  it('refuses a position outside the ranks that are asked for', async () => {
    for (const position of ['2#prj', '5', '', `4#${'x'.repeat(1100)}`]) {
      const read = listProjectsByRank(newOrganization(), { from: '3', to: '4' }, 10, position);
      await expect(read).rejects.toMatchObject({ code: 'invalid_cursor' });
    }
  });

  it('shows nothing of another organisation, whatever the position says', async () => {
    const [mine, theirs] = [newOrganization(), newOrganization()];
    await insertMany(theirs, 3);
    const foreign = await listProjectsByRank(theirs, { from: '3', to: '4' }, 1, null);
    const page = await listProjectsByRank(mine, { from: '3', to: '4' }, 10, foreign.position);
    expect(page).toEqual({ rows: [], position: null });
  });
});

describe('listGrantedProjectIds', () => {
  const granted = async (organization: OrganizationId, count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const project = sampleProject(organization, {
        id: newId('project', secondsLater(index)),
        access: { mode: 'restricted', grants: { key_dev: 'view' } },
      });
      await insertClone(project, [], sampleMutation(organization), null);
      ids.unshift(project.id);
    }
    return ids;
  };

  it('visits each project that names the principal once, newest first', async () => {
    const organization = newOrganization();
    const expected = await granted(organization, 5);
    const all = await listGrantedProjectIds(organization, 'key_dev', null);
    expect(all.map(({ id }) => id)).toEqual(expected);
  });

  it('goes on after any of its positions', async () => {
    const organization = newOrganization();
    await granted(organization, 5);
    const all = await listGrantedProjectIds(organization, 'key_dev', null);
    for (const [index, { position }] of all.entries()) {
      expect(await listGrantedProjectIds(organization, 'key_dev', position)).toEqual(all.slice(index + 1));
    }
  });

  it('knows nothing of another principal', async () => {
    const organization = newOrganization();
    await granted(organization, 1);
    expect(await listGrantedProjectIds(organization, 'key_de', null)).toEqual([]);
  });
});

describe('findProjectIdsByName', () => {
  it('finds a part of a name whatever its case, in the order of the names', async () => {
    const organization = newOrganization();
    const second = await insert(organization, { name: 'b Straße' });
    const first = await insert(organization, { name: 'A STRASSE 1' });
    await insert(organization, { name: 'Avenue' });
    const found = await findProjectIdsByName(organization, 'open', 'strasse', null);
    expect(found.map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  it('goes on after any of its positions', async () => {
    const organization = newOrganization();
    await insertMany(organization, 5);
    const all = await findProjectIdsByName(organization, 'open', 'project', null);
    for (const [index, { position }] of all.entries()) {
      expect(await findProjectIdsByName(organization, 'open', 'project', position)).toEqual(all.slice(index + 1));
    }
  });

  it('refuses a position outside the names', async () => {
    const made = findProjectIdsByName(newOrganization(), 'open', 'x', 'ORG');
    await expect(made).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  it('reads no names of restricted projects unless all are asked for', async () => {
    const organization = newOrganization();
    const open = await insert(organization, { name: 'Plan A' });
    const hidden = await insert(organization, { name: 'Plan B', access: { mode: 'restricted', grants: {} } });
    const found = async (which: 'open' | 'all') =>
      (await findProjectIdsByName(organization, which, 'plan', null)).map(({ id }) => id);
    expect(await found('open')).toEqual([open.id]);
    expect(await found('all')).toEqual([open.id, hidden.id]);
  });

  it('goes on after any of its positions, of open and restricted ones alike', async () => {
    const organization = newOrganization();
    const restricted = { mode: 'restricted' as const, grants: {} };
    for (const name of ['Plan A', 'Plan C', 'Plan E']) await insert(organization, { name });
    for (const name of ['Plan B', 'Plan D']) await insert(organization, { name, access: restricted });
    const namesAfter = async (position: string | null) =>
      (await findProjectIdsByName(organization, 'all', 'plan', position)).map((one) => one.position).sort();
    const all = await namesAfter(null);
    for (const [index, position] of all.entries()) expect(await namesAfter(position)).toEqual(all.slice(index + 1));
  });

  it('forgets the name of a deleted project', async () => {
    const organization = newOrganization();
    const project = await insert(organization, { name: 'Gone' });
    await markDeleting(project, sampleMutation(organization));
    expect(await findProjectIdsByName(organization, 'open', 'gone', null)).toEqual([]);
  });
});

describe('readProjects', () => {
  it('reads 100 projects in the order of their ids, and asks for none where there are none', async () => {
    const organization = newOrganization();
    const made = await insertMany(organization, 100);
    const ids = made.map((project) => project.id).reverse();
    expect((await readProjects(organization, ids)).map((project) => project.id)).toEqual(ids);
    expect(await readProjects(organization, [])).toEqual([]);
  });

  it('leaves out what is gone, being deleted or of another organisation', async () => {
    const organization = newOrganization();
    const kept = await insert(organization);
    const deleting = await insert(organization);
    const foreign = await insert(newOrganization());
    await markDeleting(deleting, sampleMutation(organization));
    const unknown = sampleProject(organization).id;
    const found = await readProjects(organization, [unknown, deleting.id, kept.id, foreign.id]);
    expect(found).toEqual([kept]);
  });
});
