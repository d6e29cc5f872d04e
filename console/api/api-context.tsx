import { createContext, useContext } from 'react';
import type { Client } from '#shared/client/client.ts';

/** The client of whoever is signed in, and the organisation that the address names. */
export type Api = {
  readonly client: Client;
  /** The slug behind `?org=`; null where there is one organisation alone. */
  readonly organization: string | null;
};

const ApiContext = createContext<Api | null>(null);

export const ApiProvider = ApiContext.Provider;

/** @throws Error outside of a session: the shell renders screens for somebody alone */
export const useApi = (): Api => {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('No client: nobody is signed in.');
  return api;
};
