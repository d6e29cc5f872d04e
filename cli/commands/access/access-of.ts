import type { AccessGrant } from '#shared/contract/access.ts';
import type { Cell } from '../../present/cell.ts';

type Access = { readonly mode: 'organization' | 'restricted' };

/** A grant as a row of a table. */
export const grantColumns = (one: AccessGrant): Readonly<Record<string, Cell>> => ({
  id: one.principalId,
  kind: one.kind,
  name: one.name,
  email: one.email,
  level: one.level,
  grantedBy: one.grantedByName,
  granted: one.grantedAt,
});

/** Who sees a project of this mode. */
export const modeSaid = ({ mode }: Access): readonly string[] => [
  mode === 'restricted'
    ? 'restricted: those with a grant see it, besides Owners and Admins'
    : 'open: everybody of the organisation sees it whose role allows it',
];
