import { AdvertisementRefused } from '#shared/git/advertisement-refused.ts';
import { RefConversation } from '#shared/git/ref-conversation.ts';
import { flush, ids, pkt } from '#test/fixtures/advertisement.ts';

export const { a, b, c, zero } = ids;

export const capabilities = (...names: readonly string[]): Buffer =>
  Buffer.concat([...['version 2', 'agent=git/2.39.5', ...names].map((name) => pkt(`${name}\n`)), flush]);

export const offered = capabilities('ls-refs=unborn', 'fetch=shallow', 'object-format=sha1');

export const answer = (...lines: readonly string[]): Buffer =>
  Buffer.concat([...lines.map((line) => pkt(`${line}\n`)), flush]);

/** The conversation after the server's capabilities and its answer. */
export const heard = (...pieces: readonly Buffer[]): RefConversation => {
  const conversation = new RefConversation();
  for (const piece of pieces) conversation.take(piece);
  return conversation;
};

export const refsOf = (conversation: RefConversation) => Object.fromEntries(conversation.result().refs);

export const refusalOf = (conversation: RefConversation): AdvertisementRefused => {
  try {
    conversation.result();
  } catch (error) {
    if (error instanceof AdvertisementRefused) return error;
    throw error;
  }
  throw new Error('It was accepted.');
};
