import type { Member } from '#shared/contract/member.ts';

/** The name, before somebody has accepted the address. */
export const nameOf = ({ name, email, id }: Member): string => name ?? email ?? id;
