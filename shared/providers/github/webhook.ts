import * as z from 'zod/mini';
import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import { mergeEvent, oneChange, pullRequestFields, repositoryFields } from '#shared/providers/webhook/github-shapes.ts';
import {
  CommitId,
  commitsOldestFirst,
  isHexHmac,
  isZero,
  MaybeTime,
  messageFields,
  Named,
  RefText,
  Text,
  timeOf,
  WithLogin,
} from '#shared/providers/webhook/webhook-parts.ts';
import type { DeliveryHeaders, WebhookProvider } from '#shared/providers/webhook/webhook-provider.ts';

const Repository = z.object({ ...repositoryFields, pushed_at: MaybeTime });
/**
 * The push event lists at most 2,048 commits, so a list of that length may be incomplete.
 * Source: docs/design/providers.md, "GitHub: pushes".
 */
const commitCap = 2048;
const Files = z.optional(z.array(Text));
const Commits = z
  .array(z.object({ added: Files, modified: Files, removed: Files }))
  .check(z.minLength(1), z.maxLength(commitCap - 1));
const Push = z.object({
  ref: RefText,
  before: CommitId,
  after: CommitId,
  deleted: z.boolean(),
  forced: z.optional(z.boolean()),
  head_commit: z.nullable(
    z.object({
      id: CommitId,
      message: Text,
      timestamp: MaybeTime,
      author: Named,
    }),
  ),
  // There may be thousands, so they are read only if the files are needed.
  commits: z.optional(z.unknown()),
  pusher: z.nullish(z.object({ name: Text })),
  sender: WithLogin,
  repository: Repository,
});
const PullRequest = z.object({ ...pullRequestFields, repository: Repository });
const WithRepository = z.object({ repository: z.optional(Repository) });

const form = 'application/x-www-form-urlencoded';

const filesOf = (push: z.infer<typeof Push>): string[] | null => {
  // A forced push does not list the files of dropped commits, and a new ref not those of shared commits.
  if (push.forced === true || isZero(push.before)) return null;
  // A push of commits that the repository has already lists none, so its files are unknown.
  if (!z.validate(Commits, push.commits)) return null;
  const files = new Set<string>();
  let characters = 0;
  for (const { added = [], modified = [], removed = [] } of push.commits) {
    // GitHub leaves the lists of a very large commit empty, so an empty commit does not show that nothing changed.
    if (added.length + modified.length + removed.length === 0) return null;
    for (const list of [added, modified, removed]) {
      for (const file of list) {
        if (!files.has(file)) characters += file.length;
        files.add(file);
      }
      if (files.size > textLimits.files || characters > textLimits.fileCharacters) return null;
    }
  }
  return [...files];
};

const pushEvent = (push: z.infer<typeof Push>): GitEvent => {
  const tag = push.ref.startsWith('refs/tags/');
  const deleted = push.deleted || isZero(push.after);
  return {
    ...emptyEvent,
    kind: deleted ? 'delete' : tag ? 'tag' : 'push',
    ref: push.ref,
    before: push.before,
    // For an annotated tag `after` is the tag object; the commit is head_commit.
    after: deleted ? null : tag ? (push.head_commit?.id ?? push.after) : push.after,
    forced: push.forced === true,
    pushedAt: timeOf(push.repository.pushed_at),
    committedAt: timeOf(push.head_commit?.timestamp),
    ...messageFields(push.head_commit?.message),
    author: push.head_commit?.author?.name ?? null,
    actor: push.sender?.login ?? push.pusher?.name ?? null,
    files: filesOf(push),
    commits: deleted ? null : commitsOldestFirst(push.commits),
  };
};

/**
 * GitHub's deliveries.
 * Source: docs/design/providers.md, "GitHub: deliveries", "GitHub: pushes" and "GitHub: pings, merges and renames".
 */
export const githubWebhook: WebhookProvider = {
  contentTypes: ['application/json', form],

  verify: (headers, body, { key }) =>
    isHexHmac(/^sha256=(.*)$/.exec(headers['x-hub-signature-256'] ?? '')?.[1], body, key),

  eventName: (headers) => cutText(headers['x-github-event'] ?? '', textLimits.eventName),

  deliveryId: (headers) => cutOrNull(headers['x-github-delivery'] ?? null, textLimits.providerDeliveryId),

  replayId: () => null,

  json(headers, body) {
    const text = body.toString();
    return headers['content-type']?.startsWith(form) === true ? new URLSearchParams(text).get('payload') : text;
  },

  parse(headers: DeliveryHeaders, payload: unknown) {
    const event = githubWebhook.eventName(headers);
    if (event === 'push') {
      if (!z.validate(Push, payload)) return null;
      // Branches of the merge queue are temporary and never deployed.
      const queue = payload.ref.startsWith('refs/heads/gh-readonly-queue/');
      return oneChange(payload.repository, queue ? { ...emptyEvent, kind: 'other' } : pushEvent(payload));
    }
    if (event === 'pull_request') {
      return z.validate(PullRequest, payload) ? oneChange(payload.repository, mergeEvent(payload)) : null;
    }
    if (!z.validate(WithRepository, payload)) return null;
    return oneChange(payload.repository, { ...emptyEvent, kind: event === 'ping' ? 'ping' : 'other' });
  },
};
