import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeploymentLog } from '#shared/contract/deployment-log.ts';
import type { DeploymentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { LogsBody } from '#shared/contract/runner.ts';
import { deploymentOf } from '#shared/data/items/deployment-item.ts';
import { projectOf } from '#shared/data/items/project-item.ts';
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
/** A chunk has 64 KB of text at the most: with these, an answer stays far below the 6 MB of a Lambda. */
const chunksPerPage = 16;
const last = 99_999_999;

type Line = DeploymentLog['lines'][number];

/**
 * Stores a chunk of a deployment's log, compressed; the same first number again overwrites it. It is one call, with the
 * lease as its condition: the log of a deployment that has ended does not change any more.
 * @returns false where the lease is no longer the environment's
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
          ConditionExpression: '#lease.#id = :lease',
          ExpressionAttributeNames: { '#lease': 'lease', '#id': 'id' },
          ExpressionAttributeValues: { ':lease': lease.leaseId },
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
 * Reads lines of a log, in order. A position that the log itself gave is where a chunk begins: one Query. Any other is
 * looked for in the chunk before it too.
 * @param after the number of the last line that was read
 * @param now RFC 3339: TTL deletes days late, and what has expired is not shown
 */
export const readLog = async (
  organization: OrganizationId,
  project: ProjectId,
  deployment: DeploymentId,
  after: number,
  now: string,
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
  const page = await query(Math.min(after + 1, last), last, true, chunksPerPage);
  let items = page.Items ?? [];
  if (after > 0 && items[0]?.first !== after + 1) {
    const earlier = await query(1, after, false, 1);
    items = [...(earlier.Items ?? []), ...items];
  }
  const lines = (await Promise.all(items.map(linesOf))).flat().filter((line) => line.seq > after);
  return { lines, isLast: page.LastEvaluatedKey === undefined };
};

/** Reads a deployment and the project that says who may see it, in one call. @returns null for what is not there */
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
  const record = projectOf(found);
  const other = items.find((item) => item.sk !== own.sk);
  if (record.deletingAt !== null) return null;
  return { project: record, deployment: other === undefined ? null : deploymentOf(other) };
};
