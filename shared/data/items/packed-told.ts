import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';

type Told = NonNullable<DeliveryRecord['told']>;

/** What a delivery is shown by, which its item holds already. */
type Shown = Pick<DeliveryRecord, 'ref' | 'before' | 'after'>;

/** Stands for what the delivery's own item tells. */
const same = 0;

/** A time in whole seconds as their number; any other as its text. */
type PackedTime = number | string | null;

const packTime = (at: string | null): PackedTime => (at?.endsWith('.000Z') === true ? Date.parse(at) / 1000 : at);

const unpackTime = (packed: PackedTime): string | null =>
  typeof packed === 'number' ? new Date(packed * 1000).toISOString() : packed;

/** An event without the names of its fields; the last three only where one of them is not as usual. */
type PackedEvent = readonly [
  GitEvent['kind'],
  GitEvent['ref'] | typeof same,
  GitEvent['before'] | typeof same,
  GitEvent['after'] | typeof same,
  PackedTime,
  PackedTime,
  GitEvent['message'],
  GitEvent['author'],
  GitEvent['actor'],
  GitEvent['files'],
  ...([] | readonly [GitEvent['forced'], GitEvent['skipMarker'], GitEvent['pullRequest']]),
];

/** What a delivery told, packed: the repository's id and name, and its changes. */
export type PackedTold = readonly [string | null, string | null, ...PackedEvent[]];

const pack = (event: GitEvent, shown: Shown): PackedEvent => [
  event.kind,
  event.ref === shown.ref ? same : event.ref,
  event.before === shown.before ? same : event.before,
  event.after === shown.after ? same : event.after,
  packTime(event.pushedAt),
  packTime(event.committedAt),
  event.message,
  event.author,
  event.actor,
  event.files,
  ...(event.forced || event.skipMarker !== null || event.pullRequest !== null
    ? ([event.forced, event.skipMarker, event.pullRequest] as const)
    : ([] as const)),
];

const unpack = (packed: PackedEvent, shown: Shown): GitEvent => {
  const [kind, ref, before, after, pushedAt, committedAt, message, author, actor, files, ...unusual] = packed;
  const [forced = false, skipMarker = null, pullRequest = null] = unusual;
  return {
    kind,
    ref: ref === same ? shown.ref : ref,
    before: before === same ? shown.before : before,
    after: after === same ? shown.after : after,
    forced,
    pushedAt: unpackTime(pushedAt),
    committedAt: unpackTime(committedAt),
    message,
    skipMarker,
    author,
    actor,
    files,
    pullRequest,
  };
};

/** Packs what a delivery told for its item. */
export const packTold = ({ repository, changes }: Told, shown: Shown): PackedTold => [
  repository?.id ?? null,
  repository?.fullName ?? null,
  ...changes.map((event) => pack(event, shown)),
];

/** What `packTold` packed. */
export const unpackTold = ([id, fullName, ...changes]: PackedTold, shown: Shown): Told => ({
  repository: id === null || fullName === null ? null : { id, fullName },
  changes: changes.map((packed) => unpack(packed, shown)),
});
