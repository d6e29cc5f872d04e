/**
 * Who did something, with their name at that time: a principal, or somebody at a provider such as `github:octocat`.
 * Source: docs/design/resources.md, "Names beside ids".
 */
export type Actor = { readonly id: string; readonly name: string | null };

/**
 * The last change of a record. `updatedBy` is null if the service itself made it, and in a record of a version that did
 * not keep it.
 */
export type LastChange = {
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  readonly updatedByName: string | null;
};

/** The fields with which a record notes its last change. @param actor null for the service itself @param now RFC 3339 */
export const changedBy = (actor: Actor | null, now: string): LastChange => ({
  updatedAt: now,
  updatedBy: actor?.id ?? null,
  updatedByName: actor?.name ?? null,
});

/** The login in `github:octocat`; null for any other id, since only logins are both id and name. */
export const loginIn = (id: string): string | null => {
  const colon = id.indexOf(':');
  return colon < 0 ? null : id.slice(colon + 1);
};
