import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import { type GitEvent, nothing } from '#shared/domain/records/git-event.ts';
import {
  CommitId,
  FullName,
  isZero,
  MaybeText,
  MaybeTime,
  messageFields,
  messageOf,
  Named,
  RefText,
  Text,
  timeOf,
} from '#shared/providers/webhook/webhook-parts.ts';
import type {
  DeliveryBody,
  DeliveryHeaders,
  Demand,
  ParsedDelivery,
  WebhookProvider,
} from '#shared/providers/webhook/webhook-provider.ts';

const Project = z.object({ id: z.number(), path_with_namespace: FullName });
const Push = z.object({
  ref: RefText,
  before: CommitId,
  after: CommitId,
  checkout_sha: z.nullish(CommitId),
  user_username: MaybeText,
  commits: z.optional(z.array(z.object({ id: CommitId, message: Text, timestamp: MaybeTime, author: Named }))),
  project: Project,
});
const MergeRequest = z.object({
  user: z.nullish(z.object({ username: MaybeText })),
  project: Project,
  object_attributes: z.object({
    action: MaybeText,
    state: MaybeText,
    iid: z.number(),
    title: Text,
    target_branch: RefText,
    merge_commit_sha: z.nullish(CommitId),
    squash_commit_sha: z.nullish(CommitId),
    merged_at: MaybeTime,
    updated_at: MaybeTime,
    last_commit: z.nullish(z.object({ id: CommitId, author: Named })),
  }),
});
const Kind = z.object({ object_kind: MaybeText, project: z.nullish(Project) });

const pushEvent = (push: z.infer<typeof Push>, tag: boolean): GitEvent => {
  const deleted = isZero(push.after);
  // For an annotated tag `after` is the tag object; checkout_sha is the commit.
  const commit = push.checkout_sha ?? push.after;
  const head = push.commits?.find((one) => one.id === commit);
  return {
    ...nothing,
    kind: deleted ? 'delete' : tag ? 'tag' : 'push',
    ref: push.ref,
    before: push.before,
    after: deleted ? null : commit,
    committedAt: timeOf(head?.timestamp),
    ...messageFields(head?.message),
    author: head?.author?.name ?? null,
    actor: push.user_username ?? null,
    // It does not tell forced pushes, of which the list of commits is not complete; nor more than twenty commits.
    files: null,
  };
};

const mergeEvent = ({ object_attributes: merge, user }: z.infer<typeof MergeRequest>): GitEvent => {
  if (merge.action !== 'merge' || merge.state !== 'merged') return { ...nothing, kind: 'other' };
  return {
    ...nothing,
    kind: 'merge',
    ref: `refs/heads/${merge.target_branch}`,
    // A fast-forward merge makes no commit of its own.
    after: merge.merge_commit_sha ?? merge.squash_commit_sha ?? merge.last_commit?.id ?? null,
    pushedAt: timeOf(merge.merged_at ?? merge.updated_at),
    message: messageOf(merge.title),
    author: merge.last_commit?.author?.name ?? null,
    actor: user?.username ?? null,
    pullRequest: merge.iid,
  };
};

const parsed = (project: z.infer<typeof Project> | null | undefined, change: GitEvent): ParsedDelivery => ({
  repository: project == null ? null : { id: String(project.id), fullName: project.path_with_namespace },
  changes: [change],
});

/** Standard Webhooks takes a delivery for fresh within 5 minutes, in both directions. */
const toleranceMs = 300_000;

/** An id without a dot: with one, id and time stamp could be cut elsewhere in what is signed. */
const signedId = /^[\x21-\x2d\x2f-\x7e]{1,200}$/;

/** Versioned signatures with a blank between them. A header that was sent twice reaches us joined by a comma, and is none. */
const signatureList = /^[a-z0-9]+,[A-Za-z0-9+/]+=*( [a-z0-9]+,[A-Za-z0-9+/]+=*)*$/;

const isSigned = (headers: DeliveryHeaders, body: DeliveryBody, { key, nowMs }: Demand): boolean => {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signatures = headers['webhook-signature'] ?? '';
  if (!signedId.test(id) || !/^\d{1,12}$/.test(timestamp) || !signatureList.test(signatures)) return false;
  if (Math.abs(nowMs - Number(timestamp) * 1000) > toleranceMs) return false;
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  // Compared as text: base64 of the same bytes can be written in several ways.
  const expected = Buffer.from(`v1,${digest}`);
  // Several may stand there while a token is rotated; other versions than v1 are not ours.
  return signatures
    .split(' ')
    .some((one) => one.length === expected.length && timingSafeEqual(expected, Buffer.from(one)));
};

const sha256 = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();

const hasToken = (headers: DeliveryHeaders, { key }: Demand): boolean =>
  timingSafeEqual(sha256(headers['x-gitlab-token'] ?? ''), sha256(key.export()));

/**
 * GitLab's deliveries: a signing token (19.0 and later) or a plain token, as the hook id says.
 * Source: docs/design/providers.md, "GitLab: deliveries" and "GitLab: signing tokens".
 */
export const gitlabWebhook: WebhookProvider = {
  contentTypes: ['application/json'],

  verify(headers, body, demand) {
    switch (demand.proof) {
      case 'signing-token':
        return isSigned(headers, body, demand);
      case 'plain-token':
        return hasToken(headers, demand);
      case 'body-hmac':
        return false;
    }
  },

  eventName: (headers) => cutText(headers['x-gitlab-event'] ?? '', textLimits.eventName),
  deliveryId: (headers) =>
    cutOrNull(headers['idempotency-key'] ?? headers['webhook-id'] ?? null, textLimits.providerDeliveryId),
  // The same over every attempt; where it is signed it is `webhook-id`. Releases before 17.4 send none.
  replayId: (headers) => headers['webhook-id'] ?? headers['idempotency-key'] ?? null,
  json: (_headers, body) => body.toString(),

  parse(_headers, payload) {
    if (!z.validate(Kind, payload)) return null;
    const { object_kind: kind, project } = payload;
    switch (kind) {
      case 'push':
      case 'tag_push':
        return z.validate(Push, payload) ? parsed(payload.project, pushEvent(payload, kind === 'tag_push')) : null;
      case 'merge_request':
        return z.validate(MergeRequest, payload) ? parsed(payload.project, mergeEvent(payload)) : null;
      default:
        return parsed(project, { ...nothing, kind: 'other' });
    }
  },
};
