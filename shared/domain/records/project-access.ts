/**
 * What a restricted project grants to one principal.
 * Source: docs/design/security-model.md, "Access to one project".
 */
export type GrantLevel = 'view' | 'deploy' | 'manage';

/** Who gave a grant, with their name at that time. */
export type GivenBy = {
  readonly by: string;
  readonly byName: string | null;
  /** RFC 3339. */
  readonly at: string;
};

/** Who may see a project: the whole organisation, or only the principals in `grants` (at most 100). */
export type ProjectAccess = {
  readonly mode: 'organization' | 'restricted';
  readonly grants: Readonly<Record<string, GrantLevel>>;
  /** Who gave each grant, by principal. It decides nothing, and grants of an earlier version have none. */
  readonly given?: Readonly<Record<string, GivenBy>>;
};
