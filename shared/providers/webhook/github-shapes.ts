import * as z from 'zod/mini';
import { textLimits } from '#shared/contract/text-limits.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import { CommitId, MaybeFlag, MaybeTime, messageOf, Text, timeOf, WithLogin } from './webhook-parts.ts';
import type { ParsedDelivery } from './webhook-provider.ts';

/** The fields that are read from a pull request event. Gitea uses GitHub's format. */
export const pullRequestFields = {
  action: Text,
  number: z.number(),
  pull_request: z.object({
    merged: MaybeFlag,
    merged_at: MaybeTime,
    merge_commit_sha: z.nullish(CommitId),
    title: Text,
    user: WithLogin,
    merged_by: WithLogin,
    base: z.object({ ref: Text.check(z.minLength(1), z.maxLength(textLimits.ref - 'refs/heads/'.length)) }),
  }),
};
type PullRequest = { readonly [Field in keyof typeof pullRequestFields]: z.infer<(typeof pullRequestFields)[Field]> };

/** A merged pull request as a change of its target branch. Any other pull request event is no change. */
export const mergeEvent = (event: PullRequest): GitEvent => {
  const pull = event.pull_request;
  if (event.action !== 'closed' || pull.merged !== true) return { ...emptyEvent, kind: 'other' };
  return {
    ...emptyEvent,
    kind: 'merge',
    ref: `refs/heads/${pull.base.ref}`,
    after: pull.merge_commit_sha ?? null,
    pushedAt: timeOf(pull.merged_at),
    message: messageOf(pull.title),
    author: pull.user?.login ?? null,
    actor: pull.merged_by?.login ?? null,
    pullRequest: event.number,
  };
};

/** A delivery with one change. */
export const oneChange = (
  repository: { readonly id: number; readonly full_name: string } | undefined,
  change: GitEvent,
): ParsedDelivery => ({
  repository: repository === undefined ? null : { id: String(repository.id), fullName: repository.full_name },
  changes: [change],
});
