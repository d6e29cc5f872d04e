/** A branch or tag, parsed from its full ref. The prefix is removed only once: a branch may be called `refs/tags/x`. */
export type Ref = { readonly type: 'branch' | 'tag'; readonly name: string };

/** @returns null for a ref that is neither a branch nor a tag, or has no name */
export const parseRef = (ref: string): Ref | null => {
  if (ref.startsWith('refs/heads/') && ref.length > 11) return { type: 'branch', name: ref.slice(11) };
  if (ref.startsWith('refs/tags/') && ref.length > 10) return { type: 'tag', name: ref.slice(10) };
  return null;
};
