import * as z from 'zod/mini';

/** The fields that are read of a merge request. */
export const MergeRequest = z.object({
  iid: z.int(),
  state: z.string(),
  target_branch: z.string(),
  merged_at: z.nullish(z.string()),
  merge_commit_sha: z.nullish(z.string()),
  squash_commit_sha: z.nullish(z.string()),
  /** The head of the source branch. A fast-forward makes it the head of the target branch. */
  sha: z.nullish(z.string()),
});

/** The commit that the merge of a request into a branch made; null if it was not merged into that. */
export const mergeCommitOf = (request: z.infer<typeof MergeRequest>, branch: string): string | null =>
  request.state === 'merged' && request.target_branch === branch
    ? (request.merge_commit_sha ?? request.squash_commit_sha ?? request.sha ?? null)
    : null;
