import { type AccessGrant, GrantLevel } from '#shared/contract/access.ts';

type Level = AccessGrant['level'];

export const levelWords: Readonly<Record<Level, string>> = {
  view: 'View',
  deploy: 'Deploy',
  manage: 'Manage',
};

/** The levels, for a choice. Each includes those before it. */
export const levelOptions = GrantLevel.options.map((value) => ({ value, label: levelWords[value] }));

export const levelOf = (value: string): Level => GrantLevel.options.find((level) => level === value) ?? 'view';

export const kindWords: Readonly<Record<AccessGrant['kind'], string>> = { member: 'Member', apiKey: 'API key' };

/** A name that is known, or the id. */
export const nameOf = ({ name, principalId }: { readonly name: string | null; readonly principalId: string }): string =>
  name ?? principalId;
