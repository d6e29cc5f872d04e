/**
 * What a restricted project grants to one principal.
 * Source: docs/design/security-model.md, "Access to one project".
 */
export type GrantLevel = 'view' | 'deploy' | 'manage';

/** Who may see a project: the whole organisation, or only the principals in `grants` (at most 100). */
export type ProjectAccess = {
  readonly mode: 'organization' | 'restricted';
  readonly grants: Readonly<Record<string, GrantLevel>>;
};
