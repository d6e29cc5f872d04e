import { textLimits } from '#shared/contract/text-limits.ts';
import { parseRef } from '#shared/domain/ref.ts';
import { AdvertisementRefused } from './advertisement-refused.ts';
import { maxRefs } from './ref-collector.ts';
import type { RefConversation } from './ref-conversation.ts';
import { classifyRemoteMessage } from './remote-message.ts';
import { type RemoteRefs, type RemoteRefsResult, unreachable } from './remote-refs-result.ts';

/**
 * The result of a conversation with the server.
 * @param host for the detail of a failure
 */
export const readRemoteRefs = (host: string, conversation: RefConversation): RemoteRefsResult => {
  try {
    return { ok: true, refs: remoteRefsOf(conversation) };
  } catch (error) {
    if (!(error instanceof AdvertisementRefused)) throw error;
    if (error.remoteMessage !== null) return classifyRemoteMessage(host, error.remoteMessage);
    if (error.kind === 'too_many_refs') {
      return unreachable(
        `The repository has more than ${maxRefs} branches and tags, which oCore does not read. Delete those that are of no use.`,
      );
    }
    return unreachable(`${host} answered, but not as a Git server does. Check the host and the repository's address.`);
  }
};

const remoteRefsOf = (conversation: RefConversation): RemoteRefs => {
  const { refs, headRef } = conversation.result();
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
