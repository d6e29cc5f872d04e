import { type QueryClient, QueryClientProvider, QueryObserver } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ApiProvider } from '../api/api-context.tsx';
import { newQueryClient } from '../api/query-client.ts';
import type { Session } from '../session/session-store.ts';
import { Frame } from './frame.tsx';
import { MemberGate } from './member-gate.tsx';
import { sessionApi } from './session-api.ts';

/**
 * Ends what is being read, and keeps what was read although nothing shows it: else it is forgotten after five minutes, and
 * the forms that stand on it go with it.
 */
const hold = (queries: QueryClient): (() => void) => {
  queries.cancelQueries();
  const ends = queries
    .getQueryCache()
    .getAll()
    .map(({ queryKey }) => new QueryObserver(queries, { queryKey, enabled: false }).subscribe(() => undefined));
  return () => {
    for (const end of ends) end();
  };
};

/**
 * The screens of somebody, with what was read for them: nobody else is shown it. While they wait behind the sign-in, they
 * read nothing, and forget nothing.
 */
export const SignedIn = ({ session }: { readonly session: Session }): ReactNode => {
  const [search] = useSearchParams();
  const organization = search.get('org');
  const [queries] = useState(newQueryClient);
  const api = useMemo(() => sessionApi(session, organization), [session, organization]);
  const letGo = useRef<() => void>(() => undefined);
  useEffect(() => {
    letGo.current();
    return () => {
      letGo.current = hold(queries);
    };
  }, [queries]);
  return (
    <QueryClientProvider client={queries}>
      <ApiProvider value={api}>
        <MemberGate>
          <Frame />
        </MemberGate>
      </ApiProvider>
    </QueryClientProvider>
  );
};
