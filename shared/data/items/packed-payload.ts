import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';

type Payload = NonNullable<DeliveryRecord['payload']>;

/** The fields that the delivery's item holds already. */
type Shown = Pick<DeliveryRecord, 'ref' | 'before' | 'after'>;

/** Means "equal to the field of the delivery's item". */
const same = 0;

/** A time: whole seconds as a number, any other as text. */
type PackedTime = number | string | null;

const packTime = (at: string | null): PackedTime => (at?.endsWith('.000Z') === true ? Date.parse(at) / 1000 : at);

const unpackTime = (packed: PackedTime): string | null =>
  typeof packed === 'number' ? new Date(packed * 1000).toISOString() : packed;

/** An event without field names. The last three fields are present only if one of them has an unusual value. */
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

/** The packed payload of a delivery: the repository's id and name, and the changes. */
export type PackedPayload = readonly [string | null, string | null, ...PackedEvent[]];

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
    commits: null,
  };
};

/** Packs the payload of a delivery for its item. */
export const packPayload = ({ repository, changes }: Payload, shown: Shown): PackedPayload => [
  repository?.id ?? null,
  repository?.fullName ?? null,
  ...changes.map((event) => pack(event, shown)),
];

/** Reverses `packPayload`. */
export const unpackPayload = ([id, fullName, ...changes]: PackedPayload, shown: Shown): Payload => ({
  repository: id === null || fullName === null ? null : { id, fullName, defaultBranch: null, updatedAt: null },
  changes: changes.map((packed) => unpack(packed, shown)),
});
