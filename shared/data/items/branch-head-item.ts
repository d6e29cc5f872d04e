import type { DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { ifVersion } from '#shared/data/table/conditions.ts';
import { type Item, recordFromItem } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import { type ComparedPush, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import type { Edge, QueuedHead } from '#shared/domain/branch-order/branch-order.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import { packMerges, unpackMerges } from './packed-merges.ts';

const dayMs = 86_400_000;
/** How long a branch head is stored after its last write. */
const branchHeadKeptMs = 90 * dayMs;

const commitBytes = 6;
/** The flag of a run whose edges list commits. */
const hasLists = 16;
/** The length of a run is stored in one byte. */
const maxSteps = 255;

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0');

/**
 * Packs edges into bytes. Consecutive edges with equal flags form a run: a byte of flags, a byte with the number of
 * edges, and one commit more than edges, 6 bytes each. 128 consecutive pushes take 776 bytes; as JSON they would cost
 * each push six more write units. If its pushes list commits, the number of them (a byte) and the commits follow for each.
 */
export const packEdges = (edges: readonly Edge[]): Uint8Array => {
  const runs: { flags: number; commits: string[]; lists: (readonly string[])[] }[] = [];
  for (const { before, after, past, wanted, skipped, back, listed } of edges) {
    const flags =
      (past ? 1 : 0) + (wanted ? 2 : 0) + (skipped ? 4 : 0) + (back ? 8 : 0) + (listed.length > 0 ? hasLists : 0);
    const run = runs.at(-1);
    if (run?.flags === flags && run.commits.at(-1) === before && run.commits.length <= maxSteps) {
      run.commits.push(after);
      run.lists.push(listed);
    } else runs.push({ flags, commits: [before, after], lists: [listed] });
  }
  const digits = runs.map(({ flags, commits, lists }) => {
    const listed = (flags & hasLists) === 0 ? [] : lists.map((list) => hexByte(list.length) + list.join(''));
    return hexByte(flags) + hexByte(lists.length) + commits.join('') + listed.join('');
  });
  return Buffer.from(digits.join(''), 'hex');
};

/** Reverses `packEdges`. */
export const unpackEdges = (packed: Uint8Array): Edge[] => {
  const bytes = Buffer.from(packed);
  const edges: Edge[] = [];
  for (let at = 0; at < bytes.length; ) {
    const flags = bytes.readUInt8(at);
    const steps = bytes.readUInt8(at + 1);
    at += 2;
    const commitAt = (from: number, index: number): string =>
      bytes.toString('hex', from + index * commitBytes, from + (index + 1) * commitBytes);
    const start = at;
    at += (steps + 1) * commitBytes;
    const lists: string[][] = [];
    for (let list = 0; list < steps && (flags & hasLists) !== 0; list += 1) {
      const length = bytes.readUInt8(at);
      const from = at + 1;
      lists.push(Array.from({ length }, (_, index) => commitAt(from, index)));
      at = from + length * commitBytes;
    }
    for (let step = 0; step < steps; step += 1) {
      edges.push({
        before: commitAt(start, step),
        after: commitAt(start, step + 1),
        past: (flags & 1) === 1,
        wanted: (flags & 2) === 2,
        skipped: (flags & 4) === 4,
        back: (flags & 8) === 8,
        listed: lists[step] ?? [],
      });
    }
  }
  return edges;
};

/** The queued head without field names. */
type PackedQueued = readonly [string, string | null, string | null, EnvironmentId, DeploymentId];

type StoredHead = Omit<
  BranchHeadRecord,
  'organizationId' | 'projectId' | 'edges' | 'queued' | 'merges' | 'comparing'
> & {
  readonly edges: Uint8Array;
  /** Absent if no merge is remembered. */
  readonly merges?: Uint8Array;
  /** Absent if none is. */
  readonly comparing?: ComparedPush;
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
  const { organizationId, projectId, edges, queued, merges, comparing, ref, seenAt } = head;
  return {
    connectionId: head.connectionId,
    ref,
    seenAt,
    version: head.version,
    untouched: head.untouched,
    unconfirmed: head.unconfirmed,
    edges: packEdges(edges),
    queued: queued === null ? null : packQueued(queued),
    ...(merges.length === 0 ? {} : { merges: packMerges(merges) }),
    ...(comparing === null ? {} : { comparing }),
    ...keys.branchHead(organizationId, projectId, ref),
    ttl: Math.floor((Date.parse(seenAt) + branchHeadKeptMs) / 1000),
  };
};

/**
 * Reads a branch head from its item. A head of an earlier connection, or one that has expired but is not deleted yet,
 * counts as unknown. Its version is kept for the condition of the next write.
 * @param connectionId of the present connection
 * @param now RFC 3339
 */
export const branchHeadFromItem = (
  organizationId: OrganizationId,
  projectId: ProjectId,
  item: Record<string, unknown>,
  connectionId: string | null,
  now: string,
): BranchHeadRecord => {
  const { edges, queued, merges, comparing = null, ...rest } = recordFromItem<StoredHead>(item);
  const owner = { organizationId, projectId };
  const isOver = rest.connectionId !== connectionId || Date.parse(rest.seenAt) + branchHeadKeptMs <= Date.parse(now);
  if (isOver) return { ...rest, ...owner, ...unseenHead };
  return {
    ...rest,
    ...owner,
    edges: unpackEdges(edges),
    queued: queued === null ? null : unpackQueued(queued),
    merges: merges === undefined ? [] : unpackMerges(merges),
    comparing,
  };
};

/** Writes a branch head over the version that was read. @param head with its version already raised */
export const branchHeadWrite = (head: BranchHeadRecord): Write => ({
  label: `head ${head.ref}`,
  Put: { Item: headItem(head), ...ifVersion(head.version - 1) },
});
