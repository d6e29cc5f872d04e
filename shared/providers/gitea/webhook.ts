import * as z from 'zod/mini';
import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import { mergeEvent, oneChange, pullRequestFields, repositoryFields } from '#shared/providers/webhook/github-shapes.ts';
import {
  CommitId,
  commitsNewestFirst,
  isHexHmac,
  isZero,
  MaybeText,
  MaybeTime,
  messageFields,
  Named,
  RefText,
  Text,
  timeOf,
  WithLogin,
} from '#shared/providers/webhook/webhook-parts.ts';
import type { DeliveryHeaders, ParsedDelivery, WebhookProvider } from '#shared/providers/webhook/webhook-provider.ts';

const Repository = z.object(repositoryFields);
const User = WithLogin;
const Push = z.object({
  ref: RefText,
  before: CommitId,
  after: CommitId,
  // The newest five by default.
  commits: z.optional(z.unknown()),
  head_commit: z.nullish(z.object({ id: CommitId, message: Text, timestamp: MaybeTime, author: Named })),
  pusher: User,
  sender: User,
  repository: Repository,
});
const Deletion = z.object({
  ref: RefText,
  ref_type: z.enum(['branch', 'tag']),
  pusher_type: MaybeText,
  sender: User,
  repository: Repository,
});
const PullRequest = z.object({ ...pullRequestFields, repository: Repository });
const Other = z.object({ repository: z.optional(Repository) });

const pushEvent = (push: z.infer<typeof Push>): GitEvent => {
  // "Test Delivery" sends a push that moves nothing.
  if (push.before === push.after) return { ...emptyEvent, kind: 'ping' };
  const tag = push.ref.startsWith('refs/tags/');
  const deleted = isZero(push.after);
  return {
    ...emptyEvent,
    kind: deleted ? 'delete' : tag ? 'tag' : 'push',
    ref: push.ref,
    before: push.before,
    // For an annotated tag `after` is the tag object; the commit is head_commit.
    after: deleted ? null : tag ? (push.head_commit?.id ?? push.after) : push.after,
    // The author date, which a rebase keeps; Gitea sends no other. Measured on 1.26.
    committedAt: timeOf(push.head_commit?.timestamp),
    ...messageFields(push.head_commit?.message),
    author: push.head_commit?.author?.name ?? null,
    actor: push.sender?.login ?? push.pusher?.login ?? null,
    // The list of commits has at most five entries, and it is incomplete for forced pushes, which Gitea does not mark.
    files: null,
    commits: deleted ? null : commitsNewestFirst(push.commits),
  };
};

const deletionEvent = (deletion: z.infer<typeof Deletion>): GitEvent => ({
  ...emptyEvent,
  kind: 'delete',
  ref: `refs/${deletion.ref_type === 'tag' ? 'tags' : 'heads'}/${deletion.ref}`,
  actor: deletion.sender?.login ?? null,
});

const shapes: Readonly<Record<string, (payload: unknown) => ParsedDelivery | null>> = {
  push: (payload) => (z.validate(Push, payload) ? oneChange(payload.repository, pushEvent(payload)) : null),
  delete: (payload) => (z.validate(Deletion, payload) ? oneChange(payload.repository, deletionEvent(payload)) : null),
  pull_request: (payload) =>
    z.validate(PullRequest, payload) ? oneChange(payload.repository, mergeEvent(payload)) : null,
};

/**
 * Deliveries of Gitea and Forgejo: a hexadecimal HMAC without a prefix. Both also send GitHub's headers for
 * compatibility, which are ignored.
 * Source: docs/design/providers.md, "Gitea and Forgejo: deliveries".
 */
export const giteaWebhook: WebhookProvider = {
  contentTypes: ['application/json'],
  verify: (headers, body, { key }) =>
    isHexHmac(headers['x-gitea-signature'] ?? headers['x-forgejo-signature'], body, key),
  eventName: (headers) => cutText(headers['x-gitea-event'] ?? headers['x-forgejo-event'] ?? '', textLimits.eventName),
  deliveryId: (headers) =>
    cutOrNull(headers['x-gitea-delivery'] ?? headers['x-forgejo-delivery'] ?? null, textLimits.providerDeliveryId),
  replayId: () => null,
  json: (_headers, body) => body.toString(),

  parse(headers: DeliveryHeaders, payload: unknown) {
    const event = giteaWebhook.eventName(headers);
    const shape = Object.hasOwn(shapes, event) ? shapes[event] : undefined;
    if (shape !== undefined) return shape(payload);
    return z.validate(Other, payload) ? oneChange(payload.repository, { ...emptyEvent, kind: 'other' }) : null;
  },
};
