import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import {
  CommitId,
  commitsOldestFirst,
  FullName,
  isZero,
  MaybeBranch,
  MaybeText,
  MaybeTime,
  messageFields,
  messageOf,
  Named,
  RefText,
  reportedRepository,
  Text,
  timeOf,
} from '#shared/providers/webhook/webhook-parts.ts';
import type {
  DeliveryBody,
  DeliveryHeaders,
  ParsedDelivery,
  Verification,
  WebhookProvider,
} from '#shared/providers/webhook/webhook-provider.ts';

const Project = z.object({
  id: z.optional(z.number()),
  path_with_namespace: FullName,
  default_branch: MaybeBranch,
});
/** Older releases send the id of the project beside it, not inside. */
const ProjectNumber = z.nullish(z.number());
const Push = z.object({
  ref: RefText,
  before: CommitId,
  after: CommitId,
  checkout_sha: z.nullish(CommitId),
  user_username: MaybeText,
  commits: z.optional(z.array(z.object({ id: CommitId, message: Text, timestamp: MaybeTime, author: Named }))),
  project_id: ProjectNumber,
  project: Project,
});
const MergeRequest = z.object({
  user: z.nullish(z.object({ username: MaybeText })),
  project: Project,
  project_id: ProjectNumber,
  object_attributes: z.object({
    action: MaybeText,
    state: MaybeText,
    iid: z.number(),
    title: Text,
    target_branch: RefText,
    target_project_id: ProjectNumber,
    merge_commit_sha: z.nullish(CommitId),
    squash_commit_sha: z.nullish(CommitId),
    merged_at: MaybeTime,
    updated_at: MaybeTime,
    last_commit: z.nullish(z.object({ id: CommitId, author: Named })),
  }),
});
const Kind = z.object({ object_kind: MaybeText, project: z.nullish(Project), project_id: ProjectNumber });

const pushEvent = (push: z.infer<typeof Push>, tag: boolean): GitEvent => {
  const deleted = isZero(push.after);
  // For an annotated tag `after` is the tag object; checkout_sha is the commit.
  const commit = push.checkout_sha ?? push.after;
  const head = push.commits?.find((one) => one.id === commit);
  return {
    ...emptyEvent,
    kind: deleted ? 'delete' : tag ? 'tag' : 'push',
    ref: push.ref,
    before: push.before,
    after: deleted ? null : commit,
    committedAt: timeOf(head?.timestamp),
    ...messageFields(head?.message),
    author: head?.author?.name ?? null,
    actor: push.user_username ?? null,
    // The list of commits has at most twenty entries, and it is incomplete for forced pushes, which GitLab does not
    // mark.
    files: null,
    commits: deleted ? null : commitsOldestFirst(push.commits),
  };
};

const mergeEvent = ({ object_attributes: merge, user }: z.infer<typeof MergeRequest>): GitEvent => {
  if (merge.action !== 'merge' || merge.state !== 'merged') return { ...emptyEvent, kind: 'other' };
  return {
    ...emptyEvent,
    kind: 'merge',
    ref: `refs/heads/${merge.target_branch}`,
    // A fast-forward merge makes no merge commit.
    after: merge.merge_commit_sha ?? merge.squash_commit_sha ?? merge.last_commit?.id ?? null,
    pushedAt: timeOf(merge.merged_at ?? merge.updated_at),
    message: messageOf(merge.title),
    author: merge.last_commit?.author?.name ?? null,
    actor: user?.username ?? null,
    pullRequest: merge.iid,
  };
};

/** @param number the id of the project where the payload gives it beside the project; a project without id is unknown */
const parsed = (
  project: z.infer<typeof Project> | null | undefined,
  number: number | null | undefined,
  change: GitEvent,
): ParsedDelivery => {
  const id = project?.id ?? number;
  return {
    // No time of the project is sent.
    repository:
      project == null || id == null
        ? null
        : reportedRepository(id, project.path_with_namespace, project.default_branch),
    changes: [change],
  };
};

/** Standard Webhooks accepts a time stamp within 5 minutes, in both directions. */
const toleranceMs = 300_000;

/** An id without a dot. With one, the boundary between id and time stamp in the signed text would be ambiguous. */
const signedId = /^[\x21-\x2d\x2f-\x7e]{1,200}$/;

/**
 * Versioned signatures, separated by blanks. A header that was sent twice arrives joined by a comma and does not match.
 */
const signatureList = /^[a-z0-9]+,[A-Za-z0-9+/]+=*( [a-z0-9]+,[A-Za-z0-9+/]+=*)*$/;

const isSigned = (headers: DeliveryHeaders, body: DeliveryBody, { key, nowMs }: Verification): boolean => {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signatures = headers['webhook-signature'] ?? '';
  if (!signedId.test(id) || !/^\d{1,12}$/.test(timestamp) || !signatureList.test(signatures)) return false;
  if (Math.abs(nowMs - Number(timestamp) * 1000) > toleranceMs) return false;
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  // Compared as text, because base64 can spell the same bytes in several ways.
  const expected = Buffer.from(`v1,${digest}`);
  // There may be several while a token is rotated. Only version v1 is supported.
  return signatures
    .split(' ')
    .some((one) => one.length === expected.length && timingSafeEqual(expected, Buffer.from(one)));
};

const sha256 = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();

const hasToken = (headers: DeliveryHeaders, { key }: Verification): boolean =>
  timingSafeEqual(sha256(headers['x-gitlab-token'] ?? ''), sha256(key.export()));

/**
 * GitLab's deliveries, with a signing token (19.0 and later) or a plain token, as the hook id defines.
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
  // The same for every attempt. For signed deliveries it is `webhook-id`. Releases before 17.4 send none.
  replayId: (headers) => headers['webhook-id'] ?? headers['idempotency-key'] ?? null,
  json: (_headers, body) => body.toString(),

  parse(_headers, payload) {
    if (!z.validate(Kind, payload)) return null;
    const { object_kind: kind, project } = payload;
    switch (kind) {
      case 'push':
      case 'tag_push':
        return z.validate(Push, payload)
          ? parsed(payload.project, payload.project_id, pushEvent(payload, kind === 'tag_push'))
          : null;
      case 'merge_request':
        return z.validate(MergeRequest, payload)
          ? parsed(
              payload.project,
              payload.project_id ?? payload.object_attributes.target_project_id,
              mergeEvent(payload),
            )
          : null;
      default:
        return parsed(project, payload.project_id, { ...emptyEvent, kind: 'other' });
    }
  },
};
