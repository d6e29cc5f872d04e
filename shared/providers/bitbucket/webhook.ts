import * as z from 'zod/mini';
import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import {
  CommitId,
  commitsNewestFirst,
  FullName,
  isHexHmac,
  MaybeFlag,
  MaybeText,
  MaybeTime,
  messageFields,
  messageOf,
  RefText,
  reportedRepository,
  Text,
  timeOf,
} from '#shared/providers/webhook/webhook-parts.ts';
import type { DeliveryHeaders, ParsedDelivery, WebhookProvider } from '#shared/providers/webhook/webhook-provider.ts';

const Repository = z.object({
  uuid: Text.check(z.maxLength(textLimits.repositoryId)),
  full_name: FullName,
});
const Actor = z.nullish(z.object({ nickname: MaybeText, display_name: MaybeText }));
const Ref = z.nullish(
  z.object({
    type: Text,
    name: RefText,
    target: z.object({
      hash: CommitId,
      date: MaybeTime,
      message: MaybeText,
      author: z.nullish(z.object({ raw: MaybeText, user: Actor })),
    }),
  }),
);
const Push = z.object({
  actor: Actor,
  repository: Repository,
  push: z.object({
    changes: z.array(z.object({ new: Ref, old: Ref, forced: MaybeFlag, commits: z.optional(z.unknown()) })),
  }),
});
const Merged = z.object({
  actor: Actor,
  repository: Repository,
  pullrequest: z.object({
    id: z.number(),
    title: Text,
    updated_on: MaybeTime,
    author: Actor,
    destination: z.object({ branch: z.object({ name: RefText }) }),
    // Only its first 12 digits are sent.
    merge_commit: z.nullish(z.object({ hash: Text.check(z.regex(/^[0-9a-f]{12,64}$/)) })),
  }),
});
const Other = z.object({ repository: z.optional(Repository) });

type Change = z.infer<typeof Push>['push']['changes'][number];

const nameOf = (actor: z.infer<typeof Actor>): string | null => actor?.nickname ?? actor?.display_name ?? null;

/** The name in `Jo Smith <jo@example.com>`. Not a regular expression, which would take quadratic time. */
const withoutAddress = (raw: string | null): string | null => {
  if (raw?.endsWith('>') !== true) return raw;
  const start = raw.indexOf('<', raw.lastIndexOf('>', raw.length - 2) + 1);
  return start === -1 ? raw : raw.slice(0, start).trimEnd();
};

/** A branch and a tag of the same name differ only by their type. */
const refOf = (ref: NonNullable<z.infer<typeof Ref>>): string | null => {
  switch (ref.type) {
    case 'branch':
    case 'named_branch':
      return `refs/heads/${ref.name}`;
    case 'tag':
    case 'annotated_tag':
      return `refs/tags/${ref.name}`;
    default:
      return null;
  }
};

const changeEvent = (change: Change, actor: string | null): GitEvent => {
  const there = change.new ?? change.old;
  const ref = there == null ? null : refOf(there);
  if (there == null || ref === null) return { ...emptyEvent, kind: 'other' };
  const before = change.old?.target.hash ?? '0'.repeat(there.target.hash.length);
  if (change.new == null) return { ...emptyEvent, kind: 'delete', ref, before, actor };
  const { target } = change.new;
  return {
    ...emptyEvent,
    kind: ref.startsWith('refs/tags/') ? 'tag' : 'push',
    ref,
    before,
    after: target.hash,
    forced: change.forced === true,
    // The newest five; of a forced push those that are new.
    commits: commitsNewestFirst(change.commits),
    committedAt: timeOf(target.date),
    ...messageFields(target.message),
    author: nameOf(target.author?.user) ?? withoutAddress(target.author?.raw ?? null),
    actor,
  };
};

const mergeEvent = ({ pullrequest: pull, actor }: z.infer<typeof Merged>): GitEvent => ({
  ...emptyEvent,
  kind: 'merge',
  ref: `refs/heads/${pull.destination.branch.name}`,
  after: pull.merge_commit?.hash ?? null,
  pushedAt: timeOf(pull.updated_on),
  message: messageOf(pull.title),
  author: nameOf(pull.author),
  actor: nameOf(actor),
  pullRequest: pull.id,
});

const parsed = (repository: z.infer<typeof Repository> | undefined, changes: readonly GitEvent[]): ParsedDelivery => ({
  // Neither its default branch nor a time is sent.
  repository: repository === undefined ? null : reportedRepository(repository.uuid, repository.full_name),
  changes,
});

/**
 * Bitbucket Cloud's deliveries; one can hold many changes.
 * Source: docs/design/providers.md, "Bitbucket: deliveries" and "Bitbucket: payloads".
 */
export const bitbucketWebhook: WebhookProvider = {
  contentTypes: ['application/json'],
  // The header's name lacks -256, but the algorithm is SHA-256.
  verify: (headers, body, { key }) => isHexHmac(/^sha256=(.*)$/.exec(headers['x-hub-signature'] ?? '')?.[1], body, key),
  eventName: (headers) => cutText(headers['x-event-key'] ?? '', textLimits.eventName),
  deliveryId: (headers) => cutOrNull(headers['x-request-uuid'] ?? null, textLimits.providerDeliveryId),
  replayId: () => null,
  json: (_headers, body) => body.toString(),

  parse(headers: DeliveryHeaders, payload: unknown) {
    const event = bitbucketWebhook.eventName(headers);
    if (event === 'repo:push') {
      if (!z.validate(Push, payload)) return null;
      const actor = nameOf(payload.actor);
      return parsed(
        payload.repository,
        payload.push.changes.map((change) => changeEvent(change, actor)),
      );
    }
    if (event === 'pullrequest:fulfilled') {
      return z.validate(Merged, payload) ? parsed(payload.repository, [mergeEvent(payload)]) : null;
    }
    return z.validate(Other, payload) ? parsed(payload.repository, [{ ...emptyEvent, kind: 'other' }]) : null;
  },
};
