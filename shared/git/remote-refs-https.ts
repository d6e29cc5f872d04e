import { RefConversation } from './ref-conversation.ts';
import { readRemoteRefs } from './remote-refs.ts';
import type { RemoteRefsResult } from './remote-refs-result.ts';
import { converseOverHttps, type HttpsListing } from './smart-http.ts';

/**
 * Lists the branches and tags of a public repository over smart HTTP, without a credential and without following
 * redirects.
 * Source: gitprotocol-http(5), "Smart Clients"; docs/design/connecting.md, "Listing the remote's refs".
 */
export const listRefsOverHttps = async (listing: HttpsListing): Promise<RemoteRefsResult> => {
  const conversation = new RefConversation();
  const failure = await converseOverHttps(listing, conversation);
  return failure ?? readRemoteRefs(new URL(listing.httpsUrl).host, conversation);
};
