import { createContext, useContext } from 'react';
import type { Me } from '#shared/contract/me.ts';
import type { Permission } from '#shared/contract/permission.ts';

/** The caller, in the organisation of the screen. */
export type Caller = Me & { readonly organization: NonNullable<Me['organization']> };

const MeContext = createContext<Caller | null>(null);

export const MeProvider = MeContext.Provider;

/** @throws Error outside of a session: the shell renders screens for somebody alone */
export const useMe = (): Caller => {
  const me = useContext(MeContext);
  if (me === null) throw new Error('Nobody is signed in.');
  return me;
};

/** Whether the caller may do something in the organisation. Of a project, its own `permissions` tell. */
export const useMay = (permission: Permission): boolean => useMe().permissions.includes(permission);
