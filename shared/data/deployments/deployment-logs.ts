import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type DeploymentLog, lastLogLine } from '#shared/contract/deployment-log.ts';
import type { DeploymentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { LogsBody } from '#shared/contract/runner.ts';
import { deploymentFromItem } from '#shared/data/items/deployment-item.ts';
import { projectFromItem } from '#shared/data/items/project-item.ts';
import { ifEqual } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import { ConditionFailed, transact } from '#shared/data/table/transact.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { LeaseKey } from './leases.ts';

const deflated = promisify(deflateRaw);
const inflated = promisify(inflateRaw);

/** 90 days, in seconds. Source: docs/design/single-table.md, "Items". */
const kept = 90 * 86_400;
/** A chunk has at most 64 KB of text, so an answer stays far below the 6 MB of a Lambda. */
const chunksPerPage = 16;

type Line = DeploymentLog['lines'][number];

/**
 * Stores a chunk of a deployment's log, compressed. The same first number overwrites the chunk. It is one call with the
 * lease as its condition, so the log of an ended deployment cannot change.
 * @returns false if the environment has another lease or none
 */
export const putLogChunk = async (
  lease: LeaseKey,
  deployment: DeploymentId,
  chunk: Pick<LogsBody, 'seq' | 'lines'>,
  now: string,
): Promise<boolean> => {
  const lines = chunk.lines.map(({ at, text }) => [at, text]);
  try {
    await transact([
      {
        label: 'lease',
        ConditionCheck: {
          Key: keys.environment(lease.organizationId, lease.projectId, lease.environmentId),
          ...ifEqual('lease.id', lease.leaseId),
        },
      },
      {
        label: 'chunk',
        Put: {
          Item: {
            ...keys.logChunk(lease.organizationId, lease.projectId, deployment, chunk.seq),
            first: chunk.seq,
            lines: await deflated(JSON.stringify(lines)),
            ttl: Math.floor(Date.parse(now) / 1000) + kept,
          },
        },
      },
    ]);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

const linesOf = async (item: Record<string, unknown>): Promise<readonly Line[]> => {
  const lines = JSON.parse(String(await inflated(item.lines as Uint8Array))) as readonly (readonly [string, string])[];
  return lines.map(([at, text], index) => ({ seq: Number(item.first) + index, at, text }));
};

/**
 * Reads lines of a log, in order. A position that an earlier answer gave is the start of a chunk and takes one Query.
 * For any other position the chunk before it is read too.
 * @param after the number of the last line of the previous page
 * @param now RFC 3339, to leave out expired items: TTL deletes them days late
 * @param endsChunk whether `after` is known to be the last line of its chunk, so that no earlier chunk is read
 */
export const readLog = async (
  organization: OrganizationId,
  project: ProjectId,
  deployment: DeploymentId,
  after: number,
  now: string,
  endsChunk = false,
): Promise<{ readonly lines: readonly Line[]; readonly isLast: boolean }> => {
  const { client, name } = table();
  const query = (from: number, to: number, forward: boolean, limit: number) =>
    client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        FilterExpression: '#ttl > :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':pk': keys.logs(organization, project),
          ':from': keys.logChunk(organization, project, deployment, from).sk,
          ':to': keys.logChunk(organization, project, deployment, to).sk,
          ':now': Math.floor(Date.parse(now) / 1000),
        },
        ScanIndexForward: forward,
        Limit: limit,
        ConsistentRead: true,
      }),
    );
  const page = await query(Math.min(after + 1, lastLogLine), lastLogLine, true, chunksPerPage + 1);
  // One chunk more shows whether another follows.
  const found = page.Items ?? [];
  let items = found.slice(0, chunksPerPage);
  if (after > 0 && !endsChunk && items[0]?.first !== after + 1) {
    const earlier = await query(1, after, false, 1);
    items = [...(earlier.Items ?? []), ...items];
  }
  const lines = (await Promise.all(items.map(linesOf))).flat().filter((line) => line.seq > after);
  return { lines, isLast: page.LastEvaluatedKey === undefined && found.length <= chunksPerPage };
};

/**
 * Reads a deployment and its project, which holds the access settings, in one call.
 * @returns null if the project does not exist
 */
export const readProjectAndDeployment = async (
  organization: OrganizationId,
  project: ProjectId,
  deployment: DeploymentId | null,
): Promise<{ readonly project: ProjectRecord; readonly deployment: DeploymentRecord | null } | null> => {
  const own = keys.project(organization, project);
  const items = await readItems([
    own,
    ...(deployment === null ? [] : [keys.deployment(organization, project, deployment)]),
  ]);
  const found = items.find((item) => item.sk === own.sk);
  if (found === undefined) return null;
  const record = projectFromItem(found);
  const other = items.find((item) => item.sk !== own.sk);
  if (record.deletingAt !== null) return null;
  return { project: record, deployment: other === undefined ? null : deploymentFromItem(other) };
};
