import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { projectFromItem } from '#shared/data/items/project-item.ts';
import { indexKeys, keys, type Rank } from '#shared/data/table/keys.ts';
import { checkPosition, type Page, readPageBackwards } from '#shared/data/table/page.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

/** The lowest rank that the list includes. */
export const lowestRank = (includeArchived: boolean): Rank => (includeArchived ? '1' : '3');

/**
 * Reads a page of the organisation's projects between two ranks, newest first within a rank, in one Query.
 * @param after the position at the end of the previous page; null for the first page
 */
export const listProjectsByRank = async (
  organization: OrganizationId,
  ranks: { readonly from: Rank; readonly to: Rank },
  limit: number,
  after: string | null,
): Promise<Page<ProjectRecord>> => {
  const partition = indexKeys.projects(organization);
  const range = { index: 'gsi1', partition, from: `${ranks.from}#`, to: `${ranks.to}#~` } as const;
  return readPageBackwards(range, limit, after, projectFromItem);
};

/** A project that a list may show. `position`: where the next page begins if this row ends a page. */
export type Candidate = { readonly id: ProjectId; readonly position: string };

/**
 * The projects that name a principal, newest first: at most some 200, in one Query. The project's own item decides whether
 * the principal may see it.
 * @param after the position at the end of the previous page; null for the first page
 */
export const listGrantedProjectIds = async (
  organization: OrganizationId,
  principalId: string,
  after: string | null,
): Promise<readonly Candidate[]> => {
  const { client, name } = table();
  const { pk } = keys.grant(organization, principalId, '' as ProjectId);
  const range = { from: keys.grantsFrom, to: `${keys.grantsFrom}~` };
  const upper = after === null ? range.to : checkPosition(after, range.from, range.to);
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': range.from, ':to': upper },
      ScanIndexForward: false,
      ConsistentRead: true,
    }),
  );
  return Items.filter((item) => item.sk !== after).map((item) => ({
    id: item.projectId as ProjectId,
    position: String(item.sk),
  }));
};

/** The position of a project in a search by name, whatever its access. */
export const namePosition = ({ name }: Pick<ProjectRecord, 'name'>): string => `${keys.openNamesFrom}${foldName(name)}`;

/**
 * Projects whose folded name contains the text. Each megabyte of names, about 10,000, takes one Query. The result is not
 * filtered by access.
 * @param which `open`: names of restricted projects are not read, and the result is in the order of names. `all`: the open
 * ones, and then the restricted ones
 * @param after the position at the end of the previous page; null for the first page
 */
export const findProjectIdsByName = async (
  organization: OrganizationId,
  which: 'open' | 'all',
  text: string,
  after: string | null,
): Promise<readonly Candidate[]> => {
  const { client, name } = table();
  const { openNamesFrom, restrictedNamesFrom } = keys;
  const from = after === null ? openNamesFrom : checkPosition(after, openNamesFrom, `${openNamesFrom}\u{10ffff}`);
  const found: Candidate[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        // A filter cannot use the sort key, so the folded name is also an attribute.
        FilterExpression: 'contains(folded, :text) AND folded > :after',
        ExpressionAttributeValues: {
          ':pk': keys.projectName(organization, '').pk,
          ':from': from,
          ':to': `${which === 'open' ? openNamesFrom : restrictedNamesFrom}\u{10ffff}`,
          ':text': foldName(text),
          ':after': from.slice(openNamesFrom.length),
        },
        ExclusiveStartKey: start,
      }),
    );
    found.push(
      ...(page.Items ?? []).map((item) => ({
        id: item.projectId as ProjectId,
        position: `${openNamesFrom}${String(item.folded)}`,
      })),
    );
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
};

/** Reads up to 100 projects by id, consistently, in the order of the ids. Deleted projects are left out. */
export const readProjects = async (
  organization: OrganizationId,
  ids: readonly ProjectId[],
): Promise<readonly ProjectRecord[]> => {
  const found = new Map<string, ProjectRecord>();
  for (const item of await readItems(ids.map((id) => keys.project(organization, id)))) {
    const project = projectFromItem(item);
    if (project.deletingAt === null) found.set(project.id, project);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
};
