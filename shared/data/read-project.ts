import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId, ProjectId } from '../contract/id.ts';
import type { EnvironmentRecord, ProjectRecord, RepositoryRecord } from '../domain/records.ts';
import { keys } from './keys.ts';
import { environmentOf, projectOf, repositoryOf } from './project-item.ts';
import { table } from './table.ts';

/** A project with everything that configures it; environments oldest first. */
export type ProjectConfiguration = {
  readonly project: ProjectRecord;
  readonly repository: RepositoryRecord | null;
  readonly environments: readonly EnvironmentRecord[];
};

/** Reads a project, consistently. @returns null where there is none, or it is being deleted */
export const readProject = async (organization: OrganizationId, id: ProjectId): Promise<ProjectRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.project(organization, id), ConsistentRead: true }),
  );
  if (Item === undefined) return null;
  const project = projectOf(Item);
  return project.deletingAt === null ? project : null;
};

const readRange = async (
  organization: OrganizationId,
  id: ProjectId,
  from: string,
  to: string,
): Promise<ProjectConfiguration | null> => {
  const { client, name } = table();
  let project: ProjectRecord | null = null;
  let repository: RepositoryRecord | null = null;
  const environments: EnvironmentRecord[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    // 20 environments, a repository and a project stay far below a page of 1 MB; the loop is for the day they do not.
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': keys.project(organization, id).pk, ':from': from, ':to': to },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
    for (const item of page.Items ?? []) {
      if (item.sk === keys.project(organization, id).sk) project = projectOf(item);
      else if (item.sk === keys.repository(organization, id).sk) repository = repositoryOf(item);
      else environments.push(environmentOf(item));
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return project === null || project.deletingAt !== null ? null : { project, repository, environments };
};

/** Reads a project with its repository and environments in one consistent Query that never meets a branch head. */
export const readConfiguration = (organization: OrganizationId, id: ProjectId): Promise<ProjectConfiguration | null> =>
  readRange(organization, id, keys.configurationFrom, keys.repository(organization, id).sk);

/** Reads a project with its repository alone, in one consistent Query. */
export const readProjectAndRepository = (
  organization: OrganizationId,
  id: ProjectId,
): Promise<ProjectConfiguration | null> =>
  readRange(organization, id, keys.project(organization, id).sk, keys.repository(organization, id).sk);
