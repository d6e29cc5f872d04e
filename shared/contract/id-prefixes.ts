/**
 * The prefixes of oCore's ids; each id is `<prefix>_<ULID>`.
 * Source: docs/design/api-conventions.md, "Values and ids".
 */
export const idPrefixes = {
  project: 'prj',
  environment: 'env',
  mapping: 'map',
  deployment: 'dep',
  delivery: 'dlv',
  deployKey: 'dky',
  submodule: 'sub',
  apiKey: 'key',
  organization: 'org',
  member: 'mem',
  role: 'rol',
  auditRecord: 'aud',
} as const;

/** The form of an id: its prefix and a ULID. */
export const idPattern = (kind: keyof typeof idPrefixes): RegExp =>
  new RegExp(`^${idPrefixes[kind]}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`);
