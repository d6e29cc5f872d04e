/**
 * What the provider's API said about the files that differ between two commits.
 * Source: docs/design/deciding-a-push.md, "Comparing commits".
 */
export type ComparedFiles = {
  /** The environment's newest commit when the provider was asked. */
  readonly base: string;
  readonly head: string;
  /** Null if the provider did not list all of them. */
  readonly files: readonly string[] | null;
  /** Why not, as a sentence; null if they are known. */
  readonly why: string | null;
};

/** The result if no provider is asked: a push whose files are not known deploys. */
export const notCompared: ComparedFiles = { base: '', head: '', files: null, why: null };
