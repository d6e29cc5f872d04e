import type { Principal } from './principal.ts';

/** The person who requested a deployment: a principal and, for an API key, the creator of the key. */
export type Requester = { readonly id: string; readonly creatorId: string | null };

export const requesterOf = ({ id, creatorId }: Principal): Requester => ({ id, creatorId });

const idsOf = ({ id, creatorId }: Requester): readonly string[] => (creatorId === null ? [id] : [id, creatorId]);

/**
 * Whether two requesters are the same person, as far as their keys show: a key and its creator, or two keys of one
 * creator. Keys cannot create keys, so there are no chains.
 * Source: docs/design/security-model.md, "API keys".
 */
export const areOnePerson = (one: Requester, other: Requester): boolean =>
  idsOf(one).some((id) => idsOf(other).includes(id));
