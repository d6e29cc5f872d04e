import type { GitEvent } from '../domain/git-event.ts';
import type { DeliveryRecord } from '../domain/records.ts';

type Told = NonNullable<DeliveryRecord['told']>;

/** What a delivery is shown by, which its item holds already. */
type Shown = Pick<DeliveryRecord, 'ref' | 'before' | 'after'>;

/** Stands for what the delivery's own item tells. */
const same = 0;

/** An event without the names of its fields. */
type PackedEvent = readonly [
  GitEvent['kind'],
  GitEvent['ref'] | typeof same,
  GitEvent['before'] | typeof same,
  GitEvent['after'] | typeof same,
  GitEvent['pushedAt'],
  GitEvent['committedAt'],
  GitEvent['message'],
  GitEvent['author'],
  GitEvent['actor'],
  GitEvent['files'],
  GitEvent['forced'],
  GitEvent['skipMarker'],
  GitEvent['pullRequest'],
];
/** What a delivery told, packed. */
export type PackedTold = readonly [Told['repository'], ...PackedEvent[]];

const pack = (event: GitEvent, shown: Shown): PackedEvent => [
  event.kind,
  event.ref === shown.ref ? same : event.ref,
  event.before === shown.before ? same : event.before,
  event.after === shown.after ? same : event.after,
  event.pushedAt,
  event.committedAt,
  event.message,
  event.author,
  event.actor,
  event.files,
  event.forced,
  event.skipMarker,
  event.pullRequest,
];

const unpack = (packed: PackedEvent, shown: Shown): GitEvent => {
  const [
    kind,
    ref,
    before,
    after,
    pushedAt,
    committedAt,
    message,
    author,
    actor,
    files,
    forced,
    skipMarker,
    pullRequest,
  ] = packed;
  return {
    kind,
    ref: ref === same ? shown.ref : ref,
    before: before === same ? shown.before : before,
    after: after === same ? shown.after : after,
    forced,
    pushedAt,
    committedAt,
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
  repository,
  ...changes.map((event) => pack(event, shown)),
];

/** What `packTold` packed. */
export const unpackTold = ([repository, ...changes]: PackedTold, shown: Shown): Told => ({
  repository,
  changes: changes.map((packed) => unpack(packed, shown)),
});
