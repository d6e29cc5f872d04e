import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { branchHeadFromItem } from '#shared/data/items/branch-head-item.ts';
import { environmentFromItem } from '#shared/data/items/environment-item.ts';
import { projectFromItem, repositoryFromItem } from '#shared/data/items/project-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** A project with its repository and environments, oldest first. */
export type ProjectConfiguration = {
  readonly project: ProjectRecord;
  readonly repository: RepositoryRecord | null;
  readonly environments: readonly EnvironmentRecord[];
};

/** Reads a project, consistently. @returns null if it does not exist or is being deleted */
export const readProject = async (organization: OrganizationId, id: ProjectId): Promise<ProjectRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.project(organization, id), ConsistentRead: true }),
  );
  if (Item === undefined) return null;
  const project = projectFromItem(Item);
  return project.deletingAt === null ? project : null;
};

/** Reads the items of a project's partition in a range of sort keys, consistently. */
const readRange = async (
  organization: OrganizationId,
  id: ProjectId,
  [from, to]: readonly [string, string],
  refs: readonly string[] = [],
): Promise<readonly Record<string, unknown>[]> => {
  const { client, name: TableName } = table();
  const items: Record<string, unknown>[] = [];
  const values: Record<string, string> = { ':pk': keys.project(organization, id).pk, ':from': from, ':to': to };
  const wanted = refs.map((ref, index) => {
    const name = `:ref${index}`;
    values[name] = ref;
    return name;
  });
  const filter =
    wanted.length === 0
      ? {}
      : {
          FilterExpression: `attribute_not_exists(#ref) OR #ref IN (${wanted.join(', ')})`,
          ExpressionAttributeNames: { '#ref': 'ref' },
        };
  let start: Record<string, unknown> | undefined;
  do {
    // A project with its environments stays far below a page of 1 MB. About 2,000 branch heads fill one.
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ...filter,
        ExpressionAttributeValues: values,
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
};

const configurationOf = (
  organization: OrganizationId,
  id: ProjectId,
  items: readonly Record<string, unknown>[],
): ProjectConfiguration | null => {
  const environments: EnvironmentRecord[] = [];
  let project: ProjectRecord | null = null;
  let repository: RepositoryRecord | null = null;
  const [projectKey, repositoryKey] = [keys.project(organization, id).sk, keys.repository(organization, id).sk];
  for (const item of items) {
    if (item.sk === projectKey) project = projectFromItem(item);
    else if (item.sk === repositoryKey) repository = repositoryFromItem(item);
    else if (!String(item.sk).startsWith(keys.branchHeadsFrom)) environments.push(environmentFromItem(item));
  }
  return project === null || project.deletingAt !== null ? null : { project, repository, environments };
};

/** Reads a project with its repository and environments in one consistent Query. Its range holds no branch heads. */
export const readConfiguration = async (
  organization: OrganizationId,
  id: ProjectId,
): Promise<ProjectConfiguration | null> => {
  const range = [keys.configurationFrom, keys.repository(organization, id).sk] as const;
  return configurationOf(organization, id, await readRange(organization, id, range));
};

/** The most that one BatchGetItem takes. */
const maxAtOnce = 100;

/**
 * Reads projects with their repositories and environments, consistently, in the order of the list: one BatchGetItem for 100
 * items, side by side. Projects that are gone are left out.
 * @param projects as a list has them: they name their environments
 */
export const readConfigurations = async (
  organization: OrganizationId,
  projects: readonly Pick<ProjectRecord, 'id' | 'environments'>[],
): Promise<readonly ProjectConfiguration[]> => {
  const wanted = projects.flatMap(({ id, environments }) => [
    keys.project(organization, id),
    keys.repository(organization, id),
    ...Object.keys(environments).map((one) => keys.environment(organization, id, one as EnvironmentId)),
  ]);
  const starts = Array.from({ length: Math.ceil(wanted.length / maxAtOnce) }, (_, index) => index * maxAtOnce);
  const read = await Promise.all(starts.map((start) => readItems(wanted.slice(start, start + maxAtOnce))));
  const byPartition = Map.groupBy(read.flat(), ({ pk }) => pk);
  return projects.flatMap(({ id }) => {
    const items = byPartition.get(keys.project(organization, id).pk) ?? [];
    const inOrder = [...items].sort((one, other) => (String(one.sk) < String(other.sk) ? -1 : 1));
    return configurationOf(organization, id, inOrder) ?? [];
  });
};

/**
 * Reads everything that decides changes of one branch. Used when many branches are decided in sequence: a Query would
 * read all of them each time.
 * @param now RFC 3339
 */
export const readForOneBranch = async (
  organization: OrganizationId,
  id: ProjectId,
  ref: string,
  now: string,
): Promise<ConfigurationWithHeads | null> => {
  const [found, [item]] = await Promise.all([
    readConfiguration(organization, id),
    readItems([keys.branchHead(organization, id, ref)]),
  ]);
  if (found === null) return null;
  const connectionId = found.repository?.connectionId ?? null;
  const heads = item === undefined ? [] : [branchHeadFromItem(organization, id, item, connectionId, now)];
  return { ...found, heads: new Map(heads.map((head) => [head.ref, head])) };
};

/** Reads a project with its repository but without environments, in one consistent Query. */
export const readProjectAndRepository = async (
  organization: OrganizationId,
  id: ProjectId,
): Promise<ProjectConfiguration | null> => {
  const range = [keys.project(organization, id).sk, keys.repository(organization, id).sk] as const;
  return configurationOf(organization, id, await readRange(organization, id, range));
};

/** A project's configuration with some of its branch heads, by full ref. */
export type ConfigurationWithHeads = ProjectConfiguration & { readonly heads: ReadonlyMap<string, BranchHeadRecord> };

/**
 * Reads everything that decides changes in one consistent Query: the configuration and the branch heads of their refs.
 * @param refs `all`, or the full refs of the changes; the table filters out the others
 * @param now RFC 3339
 */
export const readForDecision = async (
  organization: OrganizationId,
  id: ProjectId,
  refs: readonly string[] | 'all',
  now: string,
): Promise<ConfigurationWithHeads | null> => {
  const to = keys.repository(organization, id).sk;
  const wanted = refs === 'all' ? [] : refs;
  // A change without a ref needs no branch head.
  const from = refs !== 'all' && refs.length === 0 ? keys.configurationFrom : keys.branchHeadsFrom;
  const items = await readRange(organization, id, [from, to], wanted);
  const found = configurationOf(organization, id, items);
  if (found === null) return null;
  const connectionId = found.repository?.connectionId ?? null;
  const heads = items
    .filter((item) => String(item.sk).startsWith(keys.branchHeadsFrom))
    .map((item) => branchHeadFromItem(organization, id, item, connectionId, now));
  return { ...found, heads: new Map(heads.map((head) => [head.ref, head])) };
};
