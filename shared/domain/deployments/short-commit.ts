import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import type { RemoteListing } from './remote-listing.ts';

/** The commit that a short id stands for. */
export type FoundCommit =
  | { readonly kind: 'found'; readonly commitSha: string }
  /** Several commits begin with it. `candidates`: those that are known, each with its branch or tag. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  /** No branch or tag stands at a commit that begins with it. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** Enough to choose from in one sentence. */
const maxCandidates = 5;

/** The commit of a short id among those at which the branches and tags of a remote stand. */
export const commitInListing = (digits: string, listing: RemoteListing): FoundCommit => {
  if (listing.kind === 'unreadable') return listing;
  const names = new Map<string, string>();
  for (const [name, commitSha] of [...listing.branches, ...listing.tags]) {
    if (commitSha.startsWith(digits) && !names.has(commitSha)) names.set(commitSha, name);
  }
  const [first, ...others] = names.keys();
  if (first === undefined) return { kind: 'missing' };
  if (others.length === 0) return { kind: 'found', commitSha: first };
  const candidates = [...names].map(([commitSha, name]) => `${commitSha} (${name})`);
  return { kind: 'ambiguous', candidates: candidates.slice(0, maxCandidates) };
};

const whole = 'send all 40 digits of the commit';
const pointer = '#/commitSha';

/**
 * The full id that a short one stands for. Refusals: `validation_failed` if there is none or several, `conflict` if the
 * repository could not be read.
 */
export const resolvedCommit = (digits: string, found: FoundCommit): RuleResult<string> => {
  switch (found.kind) {
    case 'found':
      return accept(found.commitSha);
    case 'ambiguous':
      return refuse(
        'validation_failed',
        `${digits} stands for several commits, among them ${found.candidates.join(', ')}: ${whole}`,
        pointer,
      );
    case 'missing':
      return refuse(
        'validation_failed',
        `no branch or tag stands at a commit that begins with ${digits}: ${whole}`,
        pointer,
      );
    case 'unreadable':
      return refuse(
        'conflict',
        `The commit ${digits} could not be looked up, because the repository could not be read: ${found.detail} Send all 40 digits of it instead.`,
      );
  }
};
