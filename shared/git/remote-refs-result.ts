/** Commits by branch and tag name. For an annotated tag this is the commit that it points to. */
export type RemoteRefs = {
  readonly branches: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  /** Null if the repository is empty, or if its HEAD is no branch. */
  readonly defaultBranch: string | null;
};

/** The commits of all branches and tags, by full ref. */
export const commitsByRef = ({ branches, tags }: RemoteRefs): ReadonlyMap<string, string> =>
  new Map([
    ...[...branches].map(([name, commit]) => [`refs/heads/${name}`, commit] as const),
    ...[...tags].map(([name, commit]) => [`refs/tags/${name}`, commit] as const),
  ]);

export type RemoteRefsFailure = {
  readonly ok: false;
  readonly code: 'repository_unreachable' | 'host_key_changed' | 'deploy_key_rejected' | 'repository_not_found';
  /** A message for the user: what is wrong, and what to do. It never contains key material. */
  readonly detail: string;
  /** Of the pinned key; only with `host_key_changed`, if a key is pinned. */
  readonly expectedFingerprint?: string;
  /** Of the server's key; only with `host_key_changed`. */
  readonly seenFingerprint?: string;
};

/** The result of listing a remote's refs over SSH or HTTPS. Failures are values, not exceptions. */
export type RemoteRefsResult = { readonly ok: true; readonly refs: RemoteRefs } | RemoteRefsFailure;

export const unreachable = (detail: string): RemoteRefsFailure => ({
  ok: false,
  code: 'repository_unreachable',
  detail,
});

/**
 * The most bytes of a listing. A server that speaks protocol version 2 sends about 70 for each branch and 130 for each
 * annotated tag; an older one sends all its refs, those of pull requests included.
 */
export const maxListingBytes = 64_000_000;
