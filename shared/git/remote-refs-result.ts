/** Commits by the names of branches and tags; an annotated tag is told by the commit that it stands for. */
export type RemoteRefs = {
  readonly branches: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  /** Null while the repository is empty, or where its HEAD is no branch. */
  readonly defaultBranch: string | null;
};

export type RemoteRefsFailure = {
  readonly ok: false;
  readonly code: 'repository_unreachable' | 'host_key_changed' | 'deploy_key_rejected' | 'repository_not_found';
  /** A sentence for the user: what is wrong, and what to do. Never holds key material. */
  readonly detail: string;
  /** The pinned key's; only with `host_key_changed`, and only where one is pinned. */
  readonly expectedFingerprint?: string;
  /** The key's that the server showed; only with `host_key_changed`. */
  readonly seenFingerprint?: string;
};

/** What listing a remote's refs came to, over SSH or HTTPS. It is never an exception. */
export type RemoteRefsResult = { readonly ok: true; readonly refs: RemoteRefs } | RemoteRefsFailure;

export const unreachable = (detail: string): RemoteRefsFailure => ({
  ok: false,
  code: 'repository_unreachable',
  detail,
});
