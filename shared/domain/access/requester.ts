import type { Principal } from './principal.ts';

/** Who asked for a deployment: a principal and, where it is an API key, who made that key. */
export type Requester = { readonly id: string; readonly creatorId: string | null };

export const requesterOf = ({ id, creatorId }: Principal): Requester => ({ id, creatorId });

const idsOf = ({ id, creatorId }: Requester): readonly string[] => (creatorId === null ? [id] : [id, creatorId]);

/**
 * Whether two are the same person, as far as keys tell: a key and its creator are one, and so are two keys of one
 * creator. Keys make no keys, so there are no chains.
 * Source: docs/design/security-model.md, "API keys".
 */
export const areOnePerson = (one: Requester, other: Requester): boolean =>
  idsOf(one).some((id) => idsOf(other).includes(id));
