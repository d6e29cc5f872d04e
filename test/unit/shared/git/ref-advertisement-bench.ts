import fc from 'fast-check';
import { AdvertisementRefused } from '#shared/git/advertisement-refused.ts';
import type { ListedRefs } from '#shared/git/ref-collector.ts';
import { RefConversation } from '#shared/git/ref-conversation.ts';
import { ids } from '#test/fixtures/advertisement.ts';

export const { a, b, c, zero } = ids;

export const parseRefAdvertisement = (bytes: Buffer): ListedRefs => {
  const conversation = new RefConversation();
  conversation.take(bytes);
  return conversation.result();
};

export const refusalOf = (bytes: Buffer): AdvertisementRefused => {
  try {
    parseRefAdvertisement(bytes);
  } catch (error) {
    if (error instanceof AdvertisementRefused) return error;
    throw error;
  }
  throw new Error('It was accepted.');
};

export const refsOf = (bytes: Buffer) => Object.fromEntries(parseRefAdvertisement(bytes).refs);

export const id = fc
  .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 })
  .filter((one) => one !== zero);

const part = fc.string({
  unit: fc.oneof(fc.constantFrom(...'abz019#$();|`\'"-_.é\u202e漢'), fc.constantFrom('🚀')),
  minLength: 1,
  maxLength: 12,
});

const fullName = fc
  .tuple(fc.constantFrom('heads', 'tags', 'pull', 'notes'), part, part)
  .map((parts) => `refs/${parts.join('/')}`);

export const refs = fc.uniqueArray(fc.record({ name: fullName, id, peeled: fc.option(id) }), {
  selector: (ref) => ref.name,
  minLength: 1,
  maxLength: 30,
});
