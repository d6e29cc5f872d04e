import { cutOrNull, textLimits } from '#shared/contract/text-limits.ts';

/**
 * One change of a repository, from any provider.
 * Source: docs/design/deciding-a-push.md, "The normalised event".
 */
export type GitEvent = {
  readonly kind: 'push' | 'tag' | 'merge' | 'delete' | 'ping' | 'other';
  /** Full ref, `refs/heads/…` or `refs/tags/…`; null for ping and other. */
  readonly ref: string | null;
  readonly before: string | null;
  /** The commit, never a tag object; null for a deletion. */
  readonly after: string | null;
  readonly forced: boolean;
  /** The provider's push or merge time, if it sends a reliable one. RFC 3339. */
  readonly pushedAt: string | null;
  /** The date of the head commit. RFC 3339. */
  readonly committedAt: string | null;
  readonly message: string | null;
  /** The skip marker found in the whole message; null for none, and for merge events. */
  readonly skipMarker: string | null;
  readonly author: string | null;
  /** Who pushed or merged, as the provider names them. */
  readonly actor: string | null;
  /** All added, modified and removed files; null if the list may be incomplete. */
  readonly files: readonly string[] | null;
  readonly pullRequest: number | null;
  /**
   * The commits that a push lists, oldest first, its head included: at most 65, the newest. Null where it lists none, and
   * where the event is read from its record, which does not keep them.
   */
  readonly commits: readonly string[] | null;
};

/** So many listed commits of a push are looked at: 64 and its head. */
export const maxCommits = 65;

/** The full refs that changes are about, each once. */
export const refsOf = (changes: readonly GitEvent[]): readonly string[] => {
  const refs = new Set<string>();
  for (const { ref } of changes) if (ref !== null) refs.add(ref);
  return [...refs];
};

/**
 * An event with every text cut to its limit. All events pass through here before they are stored. Commit ids, ref and
 * files are limited when they are parsed.
 */
export const boundedEvent = (event: GitEvent): GitEvent => ({
  ...event,
  message: cutOrNull(event.message, textLimits.message),
  author: cutOrNull(event.author, textLimits.author),
  actor: cutOrNull(event.actor, textLimits.actor),
});

/** The repository that an event is about, as the provider reports it. */
export type EventRepository = {
  readonly id: string;
  readonly fullName: string;
  /** Null where the provider sends none, and where the event is read from its record, which does not keep it. */
  readonly defaultBranch: string | null;
  /** When this was true at the provider, by its own clock: RFC 3339. Null as above. */
  readonly updatedAt: string | null;
};

/** The fields of an event, all empty. */
export const emptyEvent: Omit<GitEvent, 'kind'> = {
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
  commits: null,
};

/**
 * Where an event comes from: a provider's delivery, a person who runs a delivery again, the reconciliation with the
 * remote, or a delivery whose files were compared meanwhile.
 */
export type EventSource = 'delivery' | 'redelivery' | 'reconcile' | 'comparison';
