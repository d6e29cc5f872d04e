import type { DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { type Item, recordOf } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import { unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import type { Edge, QueuedHead } from '#shared/domain/branch-order/branch-order.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';

const dayMs = 86_400_000;
/** How long a branch is remembered after its last push. */
const branchHeadKeptMs = 90 * dayMs;

const commitBytes = 6;
/** A run's length stands in one byte. */
const mostSteps = 255;

/**
 * Packs edges as bytes: straight runs joined, each a byte of flags, a byte for its number of edges and one commit more
 * than that, of 6 bytes. 128 straight pushes take 776 bytes; as JSON they would cost each push six write units more.
 */
export const packEdges = (edges: readonly Edge[]): Uint8Array => {
  const runs: { flags: number; commits: string[] }[] = [];
  for (const { before, after, past, wanted, skipped } of edges) {
    const flags = (past ? 1 : 0) + (wanted ? 2 : 0) + (skipped ? 4 : 0);
    const run = runs.at(-1);
    if (run?.flags === flags && run.commits.at(-1) === before && run.commits.length <= mostSteps)
      run.commits.push(after);
    else runs.push({ flags, commits: [before, after] });
  }
  return Buffer.concat(
    runs.map(({ flags, commits }) =>
      Buffer.concat([Buffer.from([flags, commits.length - 1]), Buffer.from(commits.join(''), 'hex')]),
    ),
  );
};

/** The edges that `packEdges` packed, in their order. */
export const unpackEdges = (packed: Uint8Array): Edge[] => {
  const bytes = Buffer.from(packed);
  const edges: Edge[] = [];
  for (let at = 0; at < bytes.length; ) {
    const flags = bytes.readUInt8(at);
    const steps = bytes.readUInt8(at + 1);
    at += 2;
    const commit = (index: number): string =>
      bytes.toString('hex', at + index * commitBytes, at + (index + 1) * commitBytes);
    for (let step = 0; step < steps; step += 1) {
      edges.push({
        before: commit(step),
        after: commit(step + 1),
        past: (flags & 1) === 1,
        wanted: (flags & 2) === 2,
        skipped: (flags & 4) === 4,
      });
    }
    at += (steps + 1) * commitBytes;
  }
  return edges;
};

/** What was queued, without the names of its fields. */
type PackedQueued = readonly [string, string | null, string | null, EnvironmentId, DeploymentId];

type StoredHead = Omit<BranchHeadRecord, 'organizationId' | 'projectId' | 'edges' | 'queued'> & {
  readonly edges: Uint8Array;
  readonly queued: PackedQueued | null;
};

const packQueued = ({ commit, pushedAt, committedAt, environmentId, deploymentId }: QueuedHead): PackedQueued => [
  commit,
  pushedAt,
  committedAt,
  environmentId,
  deploymentId,
];

const unpackQueued = ([commit, pushedAt, committedAt, environmentId, deploymentId]: PackedQueued): QueuedHead => ({
  commit,
  pushedAt,
  committedAt,
  environmentId,
  deploymentId,
});

const headItem = (head: BranchHeadRecord): Item<StoredHead> => {
  const { organizationId, projectId, edges, queued, ...rest } = head;
  return {
    ...rest,
    edges: packEdges(edges),
    queued: queued === null ? null : packQueued(queued),
    ...keys.branchHead(organizationId, projectId, head.ref),
    ttl: Math.floor((Date.parse(head.seenAt) + branchHeadKeptMs) / 1000),
  };
};

/**
 * A branch as it lies in the table. What a former connection saw, or what has expired and was not deleted yet, counts as
 * unseen; its version stays, which the next write stands on.
 * @param connectionId of the connection in force @param now RFC 3339
 */
export const branchHeadOf = (
  organizationId: OrganizationId,
  projectId: ProjectId,
  item: Record<string, unknown>,
  connectionId: string | null,
  now: string,
): BranchHeadRecord => {
  const { edges, queued, ...rest } = recordOf<StoredHead>(item);
  const owner = { organizationId, projectId };
  const isOver = rest.connectionId !== connectionId || Date.parse(rest.seenAt) + branchHeadKeptMs <= Date.parse(now);
  if (isOver) return { ...rest, ...owner, ...unseenHead };
  return { ...rest, ...owner, edges: unpackEdges(edges), queued: queued === null ? null : unpackQueued(queued) };
};

/** Writes a branch over the version that was read. @param head its version already raised */
export const branchHeadWrite = (head: BranchHeadRecord): Write => ({
  label: `head ${head.ref}`,
  Put: {
    Item: headItem(head),
    ...(head.version === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :before',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':before': head.version - 1 },
        }),
  },
});
