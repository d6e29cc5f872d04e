import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { organizationCheck } from '#shared/data/items/organization-item.ts';
import { moveNameWrites, projectWrite } from '#shared/data/items/project-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { maxWrites, transact, type Write } from '#shared/data/table/transact.ts';
import { changedGrants } from '#shared/domain/access/change-access.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

/** The list entry of a grant. `since`: the version of the project that named the principal. */
const grantWrite = ({ organizationId, id, version }: ProjectRecord, principalId: string): Write => ({
  label: 'grant',
  Put: { Item: { ...keys.grant(organizationId, principalId, id), projectId: id, since: version } },
});

/** Deletes the list entry of a grant, in the transaction that takes the grant away: the project's version guards both. */
const dropGrantWrite = ({ organizationId, id }: ProjectRecord, principalId: string): Write => ({
  label: 'grant',
  Delete: { Key: keys.grant(organizationId, principalId, id) },
});

/**
 * Deletes the list entry of a grant that was taken away. One that a later version of the project wrote stays.
 * @param version of the project that no longer names the principal
 */
export const dropGrantItem = async (
  organization: OrganizationId,
  project: ProjectId,
  principalId: string,
  version: number,
): Promise<void> => {
  const { client, name } = table();
  try {
    await client.send(
      new DeleteCommand({
        TableName: name,
        Key: keys.grant(organization, principalId, project),
        ConditionExpression: 'attribute_not_exists(since) OR since <= :version',
        ExpressionAttributeValues: { ':version': version },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/**
 * Writes who may see a project, under the version of the project and that of the organisation, with the list entries of
 * the grants that change. Where these exceed the transaction, new ones are written before it and the last old ones are deleted
 * afterwards: they grant nothing by themselves.
 * @param organization from which the caller's rights were read
 * @param after with its version raised by one
 * @param status of the answer
 * @throws ConditionFailed with `project` or `organization` if another change was faster
 */
export const saveAccess = async (
  organization: OrganizationRecord,
  before: ProjectRecord,
  after: ProjectRecord,
  mutation: Mutation,
  status: number,
): Promise<void> => {
  const changed = [...changedGrants(before.access, after.access)];
  const { mode } = after.access;
  const modeChange = mode === before.access.mode ? {} : { mode: { from: before.access.mode, to: mode } };
  const added = changed.filter(([, { from }]) => from === null).map(([principalId]) => grantWrite(after, principalId));
  const removed = changed.filter(([, { to }]) => to === null).map(([principalId]) => principalId);
  const entry = {
    action: 'access.updated',
    resourceId: after.id,
    resourceName: after.name,
    projectId: after.id,
    changes: { ...modeChange, ...Object.fromEntries(changed) },
  } as const;
  const writes = [
    projectWrite(after),
    ...moveNameWrites(before, after),
    organizationCheck(organization),
    ...mutationWrites(after.organizationId, mutation, entry, status),
  ];
  const room = maxWrites - writes.length;
  const isWhole = added.length + removed.length <= room;
  if (!isWhole && added.length > 0) await transact(added);
  const drops = removed.slice(0, room).map((principalId) => dropGrantWrite(after, principalId));
  await transact([...writes, ...(isWhole ? added : []), ...drops]);
  const rest = removed.slice(room);
  await Promise.all(rest.map((id) => dropGrantItem(after.organizationId, after.id, id, after.version)));
};

/**
 * Removes the grant of a principal that no longer exists from a project, with its list entry. It leaves no audit record,
 * because nobody asked for it; the end of the membership or key has one.
 * @param after with its version raised by one, without the grant
 * @throws ConditionFailed with `project` if another change was faster
 */
export const dropGrant = (after: ProjectRecord, principalId: string): Promise<void> =>
  transact([projectWrite(after), dropGrantWrite(after, principalId)]);

/** Counts the projects that name a principal, up to `atMost`. A project whose grant was just removed may still count. */
export const countGrants = async (
  organization: OrganizationId,
  principalId: string,
  atMost: number,
): Promise<number> => {
  const { client, name } = table();
  const { Count = 0 } = await client.send(
    new QueryCommand({
      TableName: name,
      Select: 'COUNT',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
      ExpressionAttributeValues: {
        ':pk': keys.grant(organization, principalId, '' as ProjectId).pk,
        ':from': keys.grantsFrom,
      },
      Limit: atMost,
    }),
  );
  return Count;
};
