import { cutOrNull, textLimits } from '#shared/contract/text-limits.ts';
import { loginIn } from '#shared/domain/actor.ts';
import type { CompletedFields } from '#shared/domain/deployments/complete-deployment.ts';
import type { SlotDeployment } from '#shared/domain/records/environment.ts';

/** Milliseconds since the epoch, and then from one time to the next. */
type Times = readonly [number, number | null, number | null];

/** A deployment without field names and without what follows from its slot. */
type Details = readonly [
  SlotDeployment['id'],
  /** Null: its own id. */
  SlotDeployment['originId'] | null,
  SlotDeployment['branch'],
  SlotDeployment['tag'],
  SlotDeployment['commitMessage'],
  SlotDeployment['commitAuthor'],
  SlotDeployment['trigger'],
  SlotDeployment['triggeredBy'],
  /** Null: as `loginIn` tells it. */
  SlotDeployment['triggeredByName'],
  Times,
  // Only if it is not the status that the slot stands for, or has a reason.
  SlotDeployment['status']?,
  SlotDeployment['statusReason']?,
];

/**
 * A running or ended deployment in its environment's item, packed so that a push stays below 1 KB. The commit stands by
 * itself, because a heartbeat writes it, and `facts`: the commit's message and author, null where nothing was reported.
 * Source: docs/design/promises.md, "Capacity units".
 */
export type StoredSlot = {
  readonly commitSha: string | null;
  readonly details: string;
  readonly facts?: readonly [string | null, string | null];
};

/** A slot of an earlier version. */
type UnpackedSlot = Pick<SlotDeployment, 'id' | 'commitSha' | 'branch' | 'status' | 'createdAt' | 'originId'>;

/** The end of a deployment, which an update without a read stores beside its slot. */
export type StoredEnd = Pick<SlotDeployment, 'status' | 'completedAt'> & Partial<SlotDeployment>;

const atMs = (at: string | null, since: string | null): number | null =>
  at === null ? null : Date.parse(at) - (since === null ? 0 : Date.parse(since));

const atTime = (ms: number | null, since: string | null): string | null =>
  ms === null ? null : new Date(ms + (since === null ? 0 : Date.parse(since))).toISOString();

/** @param implied the status that the slot implies */
export const packSlot = (one: SlotDeployment, implied: SlotDeployment['status']): StoredSlot => {
  const { id, originId, triggeredBy, triggeredByName, createdAt, startedAt, completedAt } = one;
  const details = [
    id,
    originId === id ? null : originId,
    one.branch,
    one.tag,
    one.commitMessage,
    one.commitAuthor,
    one.trigger,
    triggeredBy,
    triggeredByName === loginIn(triggeredBy ?? '') ? null : triggeredByName,
    [Date.parse(createdAt), atMs(startedAt, createdAt), atMs(completedAt, createdAt)],
  ] as const;
  const isImplied = one.status === implied && one.statusReason === null;
  const stored: Details = isImplied ? details : [...details, one.status, one.statusReason];
  return { commitSha: one.commitSha, details: JSON.stringify(stored) };
};

/** Reverses `packSlot`. Reads slots of earlier versions too. */
export const unpackSlot = (stored: StoredSlot | UnpackedSlot, implied: SlotDeployment['status']): SlotDeployment => {
  if (!('details' in stored)) {
    const { id, commitSha, branch, createdAt, originId } = stored;
    const unkept = { commitMessage: null, commitAuthor: null, tag: null, trigger: null, triggeredBy: null };
    const empty = { triggeredByName: null, statusReason: null, waitsFor: [], startedAt: null, completedAt: null };
    return { ...unkept, ...empty, id, commitSha, branch, status: implied, createdAt, originId };
  }
  const [id, originId, branch, tag, message, author, trigger, triggeredBy, byName, times, status, reason] = JSON.parse(
    stored.details,
  ) as Details;
  const [commitMessage, commitAuthor] = stored.facts ?? [null, null];
  const createdAt = new Date(times[0]).toISOString();
  return {
    id,
    commitSha: stored.commitSha,
    commitMessage: commitMessage ?? message,
    commitAuthor: commitAuthor ?? author,
    branch,
    tag,
    trigger,
    triggeredBy,
    triggeredByName: byName ?? loginIn(triggeredBy ?? ''),
    status: status ?? implied,
    statusReason: reason ?? null,
    waitsFor: [],
    originId: originId ?? id,
    createdAt,
    startedAt: atTime(times[1], createdAt),
    completedAt: atTime(times[2], createdAt),
  };
};

/** The stored end of a deployment. Its reason is cut, because the environment is written often. */
export const endOf = ({ status, completedAt, statusReason, commitSha, ...facts }: CompletedFields): StoredEnd => ({
  status,
  completedAt,
  ...(statusReason === undefined ? {} : { statusReason: cutOrNull(statusReason, textLimits.reason) }),
  ...(commitSha === undefined ? {} : { commitSha }),
  ...(facts.commitMessage === undefined ? {} : { commitMessage: facts.commitMessage }),
  ...(facts.commitAuthor === undefined ? {} : { commitAuthor: facts.commitAuthor }),
});
