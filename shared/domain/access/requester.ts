import type { Requester } from '#shared/domain/records/requester.ts';
import type { Principal } from './principal.ts';

export const requesterOf = ({ id, creatorId }: Principal): Requester => ({ id, creatorId });

const idsOf = ({ id, creatorId }: Requester): readonly string[] => (creatorId === null ? [id] : [id, creatorId]);

/**
 * Whether two requesters are the same person, as far as their keys show: a key and its creator, or two keys of one
 * creator. Keys cannot create keys, so there are no chains.
 * Source: docs/design/security-model.md, "API keys".
 */
export const areOnePerson = (one: Requester, other: Requester): boolean =>
  idsOf(one).some((id) => idsOf(other).includes(id));
