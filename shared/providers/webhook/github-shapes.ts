import * as z from 'zod/mini';
import { textLimits } from '#shared/contract/text-limits.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import {
  CommitId,
  FullName,
  MaybeBranch,
  MaybeFlag,
  MaybeTime,
  messageOf,
  reportedRepository,
  Text,
  timeOf,
  WithLogin,
} from './webhook-parts.ts';
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

/** The fields that are read of a repository. */
export const repositoryFields = {
  id: z.number(),
  full_name: FullName,
  default_branch: MaybeBranch,
  updated_at: MaybeTime,
};
type Repository = { readonly [Field in keyof typeof repositoryFields]?: z.infer<(typeof repositoryFields)[Field]> } & {
  readonly id: number;
  readonly full_name: string;
};

/** A delivery with one change. */
export const oneChange = (repository: Repository | undefined, change: GitEvent): ParsedDelivery => ({
  repository:
    repository === undefined
      ? null
      : reportedRepository(repository.id, repository.full_name, repository.default_branch, repository.updated_at),
  changes: [change],
});
