import type { Permission } from '#shared/contract/permission.ts';
import { textLimits } from '#shared/contract/text-limits.ts';
import type { Actor } from '#shared/domain/actor.ts';
import type { GivenBy, GrantLevel, ProjectAccess } from '#shared/domain/records/project-access.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import type { Principal } from './principal.ts';

/** Who changes access, and when (RFC 3339). */
export type Giver = { readonly by: Actor; readonly now: string };

/** The level of a principal's grant; null for none. */
export const levelOf = ({ grants }: ProjectAccess, principalId: string): GrantLevel | null =>
  (Object.hasOwn(grants, principalId) ? grants[principalId] : undefined) ?? null;

/** Who gave a principal its grant; null without a grant, and for a grant that an earlier version stored. */
export const giverOf = ({ given = {} }: ProjectAccess, principalId: string): GivenBy | null =>
  (Object.hasOwn(given, principalId) ? given[principalId] : undefined) ?? null;

const without = <T>(map: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(map).filter(([one]) => one !== name));

/** @returns the same access if the principal had none */
export const withoutGrant = (access: ProjectAccess, principalId: string): ProjectAccess =>
  levelOf(access, principalId) === null
    ? access
    : {
        ...access,
        grants: without(access.grants, principalId),
        given: without(access.given ?? {}, principalId),
      };

/** @returns the same access if the principal had this level */
export const withGrant = (
  access: ProjectAccess,
  principalId: string,
  level: GrantLevel,
  { by, now }: Giver,
): ProjectAccess =>
  levelOf(access, principalId) === level
    ? access
    : {
        ...access,
        grants: { ...access.grants, [principalId]: level },
        given: { ...access.given, [principalId]: { by: by.id, byName: by.name, at: now } },
      };

/** Who needs a grant so that the caller keeps the project: the caller and, of a key, its creator. */
const keepersOf = ({ id, unrestricted, creatorId, creatorUnrestricted }: Principal): readonly string[] => {
  if (unrestricted) return [];
  return creatorId === null || creatorUnrestricted ? [id] : [id, creatorId];
};

/**
 * Replaces the fields that are sent. A grant that does not change keeps its giver. Whoever restricts an open project gets the
 * level `manage`, so that they do not lock themselves out; Owner and Admin need no grant.
 * Source: docs/design/security-model.md, "Changing access".
 */
export const replaceAccess = (
  before: ProjectAccess,
  wanted: {
    readonly mode?: ProjectAccess['mode'] | undefined;
    readonly grants?: readonly { readonly principalId: string; readonly level: GrantLevel }[] | undefined;
  },
  caller: Principal,
  now: string,
): ProjectAccess => {
  const giver: Giver = { by: caller, now };
  let after = before;
  if (wanted.grants !== undefined) {
    const named = new Set(wanted.grants.map(({ principalId }) => principalId));
    for (const id of Object.keys(before.grants)) if (!named.has(id)) after = withoutGrant(after, id);
    for (const { principalId, level } of wanted.grants) after = withGrant(after, principalId, level, giver);
  }
  const mode = wanted.mode ?? before.mode;
  if (mode === 'restricted' && before.mode === 'organization') {
    for (const id of keepersOf(caller)) after = withGrant(after, id, 'manage', giver);
  }
  return mode === after.mode ? after : { ...after, mode };
};

/** The access of a project that grants nothing yet. */
export const noGrants: ProjectAccess = { mode: 'organization', grants: {} };

/**
 * The access of a clone: the same mode, and the grants of those who still exist. They count as given by the caller.
 * @param isThere whether a principal gets a grant in the clone
 */
export const copiedAccess = (
  { mode, grants }: ProjectAccess,
  isThere: (principalId: string) => boolean,
  giver: Giver,
): ProjectAccess =>
  Object.entries(grants)
    .filter(([id]) => isThere(id))
    .reduce((copy, [id, level]) => withGrant(copy, id, level, giver), { ...noGrants, mode });

/** The changes in the grants of a project, by principal: the level before and after; null is no grant. */
export type GrantChanges = ReadonlyMap<string, { readonly from: GrantLevel | null; readonly to: GrantLevel | null }>;

/** The principals whose level differs, with the level after the change; null: none. */
export const changedGrants = (before: ProjectAccess, after: ProjectAccess): GrantChanges =>
  new Map(
    [...new Set([...Object.keys(before.grants), ...Object.keys(after.grants)])]
      .map((id) => [id, { from: levelOf(before, id), to: levelOf(after, id) }] as const)
      .filter(([, { from, to }]) => from !== to),
  );

/** What the giver of a level has to hold. `run:projects` comes from a role or a key alone, so no grant adds it. */
const heldBy: Readonly<Record<GrantLevel, readonly Permission[]>> = {
  view: ['view:projects'],
  deploy: ['view:projects', 'deploy:projects'],
  manage: ['view:projects', 'deploy:projects', 'manage:projects'],
};

/**
 * The rights that a grant of a level contains, as the rule of giving compares them. Source: docs/design/security-model.md,
 * "Changing access".
 */
export const rightsOfLevel = (
  level: GrantLevel,
): { readonly permissions: readonly Permission[]; readonly isOwner: false } => ({
  permissions: heldBy[level],
  isOwner: false,
});

/** The maximum number of projects that may name one principal, because a search by that principal reads all of them. */
export const maxGrantsOfPrincipal = 200;

/** @param counts how many projects name each principal that is new here */
export const checkRoom = (access: ProjectAccess, counts: ReadonlyMap<string, number>): RuleResult<null> => {
  if (Object.keys(access.grants).length > textLimits.grants) {
    return refuse(
      'conflict',
      `A project has at most ${textLimits.grants} grants. Take one away, or open it to the organisation.`,
    );
  }
  const full = [...counts].find(([, count]) => count >= maxGrantsOfPrincipal);
  if (full === undefined) return accept(null);
  return refuse(
    'conflict',
    `${full[0]} has grants on ${maxGrantsOfPrincipal} projects, which is the limit. Take one of these away first.`,
  );
};
