import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeploymentTrigger } from '#shared/contract/deployment.ts';
import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { deploymentFromItem } from '#shared/data/items/deployment-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { checkPosition, type Page } from '#shared/data/table/page.ts';
import { readPage } from '#shared/data/table/read-page.ts';
import { table } from '#shared/data/table/table.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

/** Which deployments a list holds; null: any. */
export type DeploymentFilter = {
  readonly environmentId: EnvironmentId | null;
  readonly status: DeploymentStatus | null;
  readonly branch: string | null;
  readonly trigger: DeploymentTrigger | null;
  /** A commit id, or the beginning of one, in lower case. */
  readonly commit: string | null;
  /** Created at this time or later, milliseconds since the epoch. */
  readonly from: number | null;
  /** Created before this time. */
  readonly to: number | null;
};

/** Bitbucket tells the commit of a merge by its first 12 digits. */
const shortCommit = 12;

type Conditions = {
  readonly expressions: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
};

/** What is applied after the read. */
const conditionsOf = ({ status, branch, trigger, commit }: DeploymentFilter): Conditions => {
  const equal = Object.entries({ status, branch, trigger }).filter(([, value]) => value !== null);
  const byCommit = commit === null ? [] : ['(begins_with(#commitSha, :commit) OR #commitSha = :shortCommit)'];
  return {
    expressions: [...equal.map(([name]) => `#${name} = :${name}`), ...byCommit],
    names: {
      ...Object.fromEntries(equal.map(([name]) => [`#${name}`, name])),
      ...(commit === null ? {} : { '#commitSha': 'commitSha' }),
    },
    values: {
      ...Object.fromEntries(equal.map(([name, value]) => [`:${name}`, value])),
      ...(commit === null ? {} : { ':commit': commit, ':shortCommit': commit.slice(0, shortCommit) }),
    },
  };
};

/**
 * Reads a page of a project's deployments, newest first. Environment and time are read by key. Every other filter
 * applies after the read: a page is then short only if `readPage` met its bound.
 * @param after the id of the last deployment of the previous page
 * @throws Problem `invalid_cursor` if it lies outside the times
 */
export const listDeployments = async (
  organization: OrganizationId,
  project: ProjectId,
  filter: DeploymentFilter,
  limit: number,
  after: DeploymentId | null,
): Promise<Page<DeploymentRecord>> => {
  const { client, name } = table();
  const { expressions, names, values } = conditionsOf(filter);
  const byEnvironment = filter.environmentId !== null;
  const environment = filter.environmentId ?? ('' as EnvironmentId);
  const ids = keys.deploymentIdsBetween(filter.from, filter.to);
  if (after !== null) checkPosition(after, ids.from, ids.to);
  const key = keys.deployment(organization, project, after ?? ('' as DeploymentId));
  const index = indexKeys.deployment(organization, environment, after ?? ('' as DeploymentId));
  const start = byEnvironment ? { ...key, ...index } : key;
  const sortKey = (id: string): string => (byEnvironment ? id : `${keys.deploymentsFrom}${id}`);
  const { items, last } = await readPage(limit, expressions.length > 0, (atMost, from) =>
    client.send(
      new QueryCommand({
        TableName: name,
        ...(byEnvironment ? { IndexName: 'gsi1' } : {}),
        KeyConditionExpression: `${byEnvironment ? 'gsi1pk = :pk AND gsi1sk' : 'pk = :pk AND sk'} BETWEEN :from AND :to`,
        // An environment id must not reveal deployments of another project.
        FilterExpression: ['projectId = :project', ...expressions].join(' AND '),
        ...(expressions.length === 0 ? {} : { ExpressionAttributeNames: names }),
        ExpressionAttributeValues: {
          ':pk': byEnvironment ? index.gsi1pk : key.pk,
          ':from': sortKey(ids.from),
          ':to': sortKey(ids.to),
          ':project': project,
          ...values,
        },
        ScanIndexForward: false,
        Limit: atMost,
        ExclusiveStartKey: from ?? (after === null ? undefined : start),
      }),
    ),
  );
  return {
    rows: items.map(deploymentFromItem),
    position: typeof last?.sk === 'string' ? last.sk.slice(keys.deploymentsFrom.length) : null,
  };
};
