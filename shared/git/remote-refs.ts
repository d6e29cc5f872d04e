import { textLimits } from '#shared/contract/text-limits.ts';
import { parseRef } from '#shared/domain/ref.ts';
import { AdvertisementRefused, parseRefAdvertisement } from './ref-advertisement.ts';
import { classifyRemoteMessage } from './remote-message.ts';
import { type RemoteRefs, type RemoteRefsResult, unreachable } from './remote-refs-result.ts';

/**
 * Parses a ref advertisement into a result.
 * @param host for the detail of a failure
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
