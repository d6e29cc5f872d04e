import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { nameWrites, projectItem } from '#shared/data/items/project-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { ListPosition } from '#shared/domain/projects/project-list.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { readProjectPage } from '#shared/workflows/projects/read-project-page.ts';
import { consumedBy } from '../consumed-capacity.ts';
import { newOrganization, now, sampleMutation, sampleProject, secondsLater } from '../sample-records.ts';

const memberId = 'mem_01KAR4M1G0000000000000000A';

/** A member who may see projects, by grants alone where these are restricted. */
const memberOf = (organization: OrganizationId): Principal => ({
  ...sampleMutation(organization).principal,
  id: memberId,
  kind: 'user',
  permissions: ['view:projects'],
  unrestricted: false,
});

const namePut = (project: ProjectRecord): Record<string, unknown> => {
  const [write] = nameWrites(project);
  if (write?.Put?.Item === undefined) throw new Error('A name is a Put.');
  return write.Put.Item;
};

/** Writes items directly: by the functions of the data layer ten thousand projects would take minutes. */
const write = async (items: readonly Record<string, unknown>[]): Promise<void> => {
  const { client, name } = table();
  const batches = Array.from({ length: Math.ceil(items.length / 25) }, (_, index) =>
    items.slice(index * 25, index * 25 + 25),
  );
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
        let requests = batch.map((Item) => ({ PutRequest: { Item } }));
        while (requests.length > 0) {
          const answer = await client.send(new BatchWriteCommand({ RequestItems: { [name]: requests } }));
          requests = (answer.UnprocessedItems?.[name] ?? []) as typeof requests;
        }
      }
    }),
  );
};

const grantOf = (organization: OrganizationId, project: ProjectRecord): Record<string, unknown> => ({
  ...keys.grant(organization, memberId, project.id),
  projectId: project.id,
});

/** Seven restricted projects that the member may see, one of them archived. */
const sevenOf = (organization: OrganizationId, ids: readonly ProjectRecord['id'][]): ProjectRecord[] =>
  ids.map((id, index) =>
    sampleProject(organization, {
      id,
      name: `Odoo ${index}`,
      archivedAt: index === 0 ? now : null,
      access: { mode: 'restricted', grants: { [memberId]: 'view' } },
    }),
  );

const hiddenOf = (organization: OrganizationId, count: number): ProjectRecord[] =>
  Array.from({ length: count }, (_, index) =>
    sampleProject(organization, {
      id: newId('project', secondsLater(index)),
      name: `Odoo, hidden ${index}`,
      archivedAt: index % 3 === 0 ? now : null,
      access: { mode: 'restricted', grants: {} },
    }),
  );

type Asked = { readonly q: string | null; readonly includeArchived: boolean; readonly limit: number };

const questions: readonly Asked[] = [null, 'odoo', '4', 'hidden'].flatMap((q) =>
  [false, true].flatMap((includeArchived) => [2, 25].map((limit) => ({ q, includeArchived, limit }))),
);

/** Seven projects and their grants; the Query of open projects finds none, for which AWS asks half a unit and its engine nothing. */
const unitsOfSeven = [8, 8.5];

type Told = { readonly ids: readonly string[]; readonly nexts: readonly (ListPosition | null)[] };

/** All pages of a list, with their cursors. */
const pagesOf = async (principal: Principal, asked: Asked): Promise<Told> => {
  const ids: string[] = [];
  const nexts: (ListPosition | null)[] = [];
  let position: ListPosition | null = { phase: asked.q === null ? 'open' : 'name', after: null };
  while (position !== null && nexts.length < 100) {
    const page: Awaited<ReturnType<typeof readProjectPage>> = await readProjectPage(principal, { ...asked, position });
    ids.push(...page.projects.map(({ id }) => id));
    position = page.next;
    nexts.push(position);
  }
  return { ids, nexts };
};

/**
 * The promise that what is hidden costs and betrays nothing: an organisation with so many hidden projects is told from one
 * without them neither by pages and cursors nor by calls and read units.
 * @param count of hidden projects
 */
export const describeHidden = (count: number): void => {
  describe(`seven projects beside ${count} hidden ones`, () => {
    const [crowded, alone] = [newOrganization(), newOrganization()];
    const ids = Array.from({ length: 7 }, (_, index) => newId('project', secondsLater(index * 10)));
    let stale: readonly Record<string, unknown>[];

    beforeAll(async () => {
      const { client, name } = table();
      // With a stream the engine takes longer for each item, the more there are.
      const StreamSpecification = { StreamEnabled: false };
      await client.send(new UpdateTableCommand({ TableName: name, StreamSpecification }));
      const hidden = hiddenOf(crowded, count);
      stale = hidden.slice(0, 200).map((project) => grantOf(crowded, project));
      for (const [organization, projects] of [
        [crowded, [...hidden, ...sevenOf(crowded, ids)]],
        [alone, sevenOf(alone, ids)],
      ] as const) {
        await write([
          ...projects.flatMap((project) => [projectItem(project), namePut(project)]),
          ...projects
            .filter(({ access }) => Object.hasOwn(access.grants, memberId))
            .map((project) => grantOf(organization, project)),
        ]);
      }
    });

    it.each(questions)('are listed in the same pages, at the same cost: $q $includeArchived $limit', async (asked) => {
      const [told, expected]: Told[] = await Promise.all([
        pagesOf(memberOf(crowded), asked),
        pagesOf(memberOf(alone), asked),
      ]);
      const cost = await consumedBy(() => pagesOf(memberOf(crowded), asked));
      const costAlone = await consumedBy(() => pagesOf(memberOf(alone), asked));

      expect(told).toEqual(expected);
      expect(cost).toEqual(costAlone);
    });

    it('take three calls, and a read unit for each project', async () => {
      const asked = { q: null, includeArchived: false, limit: 25 };
      const { calls, readUnits } = await consumedBy(() => pagesOf(memberOf(crowded), asked));
      expect(calls).toBe('Query ×2, BatchGetItem');
      expect(unitsOfSeven).toContain(readUnits);
    });

    it('take three calls where they are searched', async () => {
      const asked = { q: 'odoo', includeArchived: true, limit: 25 };
      const { calls, readUnits } = await consumedBy(() => pagesOf(memberOf(crowded), asked));
      expect(calls).toBe('Query ×2, BatchGetItem');
      expect(unitsOfSeven).toContain(readUnits);
    });

    it('are listed in the same pages beside 200 grants that were taken away, in at most six calls a page', async () => {
      const before = await Promise.all(questions.map((asked) => pagesOf(memberOf(crowded), asked)));
      await write(stale);

      for (const [index, asked] of questions.entries()) {
        expect(await pagesOf(memberOf(crowded), asked)).toEqual(before[index]);
        const first = { ...asked, position: { phase: asked.q === null ? 'open' : 'name', after: null } as const };
        const { calls } = await consumedBy(() => readProjectPage(memberOf(crowded), first));
        const made = calls.split(', ').map((call) => Number(/×(\d+)$/.exec(call)?.[1] ?? 1));
        expect(made.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(6);
      }
    });
  });
};
