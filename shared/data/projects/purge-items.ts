import { BatchWriteCommand, DeleteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { projectFromItem, repositoryFromItem } from '#shared/data/items/project-item.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { backoff, Contention, isContention } from '#shared/data/table/transact.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { retry } from '#shared/retry/retry.ts';

/** The input of a purge: the marked project, and the repository whose secrets must be deleted. */
export type Purge = { readonly project: ProjectRecord; readonly repository: RepositoryRecord | null };

/** Reads a project that is marked as deleted. @returns null if nothing is left to purge */
export const readPurge = async (organization: OrganizationId, id: ProjectId): Promise<Purge | null> => {
  const { client, name } = table();
  const read = (key: Key) => client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
  const [project, repository] = await Promise.all([
    read(keys.project(organization, id)),
    read(keys.repository(organization, id)),
  ]);
  if (project.Item === undefined) return null;
  const record = projectFromItem(project.Item);
  if (record.deletingAt === null) return null;
  return { project: record, repository: repository.Item === undefined ? null : repositoryFromItem(repository.Item) };
};

const deleteKeys = async (keys: readonly Key[]): Promise<void> => {
  const { client, name } = table();
  for (let start = 0; start < keys.length; start += 25) {
    let requests = keys.slice(start, start + 25).map((key) => ({ DeleteRequest: { Key: { ...key } } }));
    const deleteRest = async (): Promise<void> => {
      const answer = await client.send(new BatchWriteCommand({ RequestItems: { [name]: requests } }));
      requests = (answer.UnprocessedItems?.[name] ?? []) as typeof requests;
      if (requests.length > 0) throw new Contention('items were not deleted');
    };
    // The Lambda's time is the limit: the next purge continues.
    await retry(deleteRest, { attempts: Number.POSITIVE_INFINITY, retries: isContention, pauseMs: backoff });
  }
};

/** Deletes all items of a partition, except the sort keys in `keep`. */
const deletePartition = async (pk: string, keep: readonly string[]): Promise<void> => {
  const { client, name } = table();
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ProjectionExpression: 'pk, sk',
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
    await deleteKeys(((page.Items ?? []) as Key[]).filter((key) => !keep.includes(key.sk)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
};

/**
 * Deletes everything of a project except its own item and its repository's. Environments are deleted first, so that a
 * delivery in progress finds no slot to write to. Every step may be repeated.
 */
export const deleteProjectItems = async (project: ProjectRecord): Promise<void> => {
  const own = keys.project(project.organizationId, project.id);
  const kept = [own.sk, keys.repository(project.organizationId, project.id).sk];
  await deletePartition(own.pk, kept);
  // A delivery that was stored just before its slot was deleted may have left a branch head.
  await deletePartition(own.pk, kept);
  await deletePartition(keys.history(project.organizationId, project.id), []);
  await deletePartition(keys.logs(project.organizationId, project.id), []);
  await deleteKeys(
    Object.keys(project.access.grants).map((principal) => keys.grant(project.organizationId, principal, project.id)),
  );
};

/**
 * Deletes the repository's item in the version whose secrets were deleted. A step that began during the purge may have
 * recorded another secret in it, which the next purge must find.
 * @throws ConditionalCheckFailedException if it has changed since: try again
 */
export const deleteRepositoryItem = async (repository: RepositoryRecord): Promise<void> => {
  const { client, name } = table();
  await client.send(
    new DeleteCommand({
      TableName: name,
      Key: keys.repository(repository.organizationId, repository.projectId),
      ConditionExpression: 'attribute_not_exists(pk) OR #version = :read',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':read': repository.version },
    }),
  );
};

/** Deletes the project's own item, as the last step: while it exists, the tick resumes the purge. */
export const deleteProjectItem = async (project: ProjectRecord): Promise<void> => {
  const { client, name } = table();
  await client.send(new DeleteCommand({ TableName: name, Key: keys.project(project.organizationId, project.id) }));
};
