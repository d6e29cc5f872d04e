import { textLimits } from '../contract/text-limits.ts';
import { parseRef } from '../domain/ref.ts';
import { AdvertisementRefused, parseRefAdvertisement } from './ref-advertisement.ts';
import { classifyRemoteMessage } from './remote-message.ts';

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

/**
 * Reads a whole ref advertisement into a result.
 * @param host named in the detail of a failure
 */
export const readRemoteRefs = (host: string, advertisement: Buffer): RemoteRefsResult => {
  try {
    return { ok: true, refs: remoteRefsOf(advertisement) };
  } catch (error) {
    if (!(error instanceof AdvertisementRefused)) throw error;
    if (error.remoteMessage !== null) return classifyRemoteMessage(host, error.remoteMessage);
    return unreachable(`${host} answered, but not as a Git server does. Check the host and the repository's address.`);
  }
};

const remoteRefsOf = (advertisement: Buffer): RemoteRefs => {
  const { refs, headRef } = parseRefAdvertisement(advertisement);
  const branches = new Map<string, string>();
  const tags = new Map<string, string>();
  for (const [fullName, { id, peeled }] of refs) {
    const ref = parseRef(fullName);
    // Longer ones are left out, as the receiver leaves them out: none could be recorded.
    if (ref !== null && fullName.length <= textLimits.ref)
      (ref.type === 'branch' ? branches : tags).set(ref.name, peeled ?? id);
  }
  const head = headRef === null ? null : parseRef(headRef);
  return { branches, tags, defaultBranch: head?.type === 'branch' && branches.has(head.name) ? head.name : null };
};
