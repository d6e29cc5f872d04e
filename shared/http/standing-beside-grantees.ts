import { type Grantees, granteeKey, granteesFromItems } from '#shared/data/organization/grantees.ts';
import type { Key } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { type PresentStanding, standingOf } from './require-standing.ts';

/** One BatchGetItem takes 100 keys, of which the caller, its creator, the organisation and a project are four. */
const maxBeside = 96;

/**
 * Reads what the caller may do now, and those who get grants, consistently: one call for up to 96 of them, two in parallel
 * for more.
 * @param named ids of members and API keys; those that are gone or malformed are left out of the answer
 * @param also the key of a further item, which is the first of `items`
 * @throws Problem `unauthenticated` if the caller is gone
 */
export const standingBesideGrantees = async (
  caller: { readonly principal: Principal; readonly now: string },
  named: readonly string[],
  also: readonly [Key] | readonly [] = [],
): Promise<{ readonly standing: PresentStanding; readonly grantees: Grantees }> => {
  const { id } = caller.principal.organization;
  const wanted = [...new Set(named)].flatMap((one) => granteeKey(id, one) ?? []);
  const beside = [...also, ...wanted.slice(0, maxBeside)];
  const [standing, rest] = await Promise.all([standingOf(caller, null, beside), readItems(wanted.slice(maxBeside))]);
  const items = [...standing.items.slice(also.length), ...rest];
  return { standing, grantees: granteesFromItems(items, caller.now) };
};
