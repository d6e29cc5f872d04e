import { cutOrNull, textLimits } from '#shared/contract/text-limits.ts';

/**
 * One change of a repository, whichever provider told it.
 * Source: docs/design/deciding-a-push.md, "The normalised event".
 */
export type GitEvent = {
  readonly kind: 'push' | 'tag' | 'merge' | 'delete' | 'ping' | 'other';
  /** Full ref, `refs/heads/…` or `refs/tags/…`; null for ping and other. */
  readonly ref: string | null;
  readonly before: string | null;
  /** The commit: never a tag object, null on delete. */
  readonly after: string | null;
  readonly forced: boolean;
  /** The provider's own push (or merge) time, where it sends one that can be relied on. RFC 3339. */
  readonly pushedAt: string | null;
  /** The date of the head commit. RFC 3339. */
  readonly committedAt: string | null;
  readonly message: string | null;
  /** The marker in the whole message that keeps the commit from being deployed; a merge event has none. */
  readonly skipMarker: string | null;
  readonly author: string | null;
  /** Who pushed or merged, as the provider names them. */
  readonly actor: string | null;
  /** Added, modified and removed files of all commits; null where the list is not known to be complete. */
  readonly files: readonly string[] | null;
  readonly pullRequest: number | null;
};

/**
 * An event with every text cut to its limit: whatever a delivery, a redelivery or the sweep tells passes here before it is
 * kept. The commit ids, the ref and the files are held to theirs where they are read.
 */
export const boundedEvent = (event: GitEvent): GitEvent => ({
  ...event,
  message: cutOrNull(event.message, textLimits.message),
  author: cutOrNull(event.author, textLimits.author),
  actor: cutOrNull(event.actor, textLimits.actor),
});

/** The repository that an event is about, as the provider names it. */
export type EventRepository = { readonly id: string; readonly fullName: string };

/** An event of which nothing is known. */
export const nothing: Omit<GitEvent, 'kind'> = {
  ref: null,
  before: null,
  after: null,
  forced: false,
  pushedAt: null,
  committedAt: null,
  message: null,
  skipMarker: null,
  author: null,
  actor: null,
  files: null,
  pullRequest: null,
};

/** Where an event comes from: a provider, a person who asks for a delivery again, the comparison with the remote. */
export type EventSource = 'delivery' | 'redelivery' | 'reconcile';
