import {
  type QueryClient,
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { CallOptions, CallResult } from '#shared/client/client.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { type Api, useApi } from './api-context.tsx';

/** What a GET answered, with the ETag that a later write sends as If-Match. */
export type Read<E extends Endpoint> = { readonly body: CallResult<E>['body']; readonly etag: string | null };

/** How often a screen is read again. */
export const runningMs = 3000;
export const restingMs = 15_000;

export type ReadOptions<Body> = {
  /** Whether something on the screen is going on: then it is read every 3 s instead of every 15 s. */
  readonly isRunning?: (body: Body) => boolean;
  readonly enabled?: boolean;
  /** Instead of 15 s. */
  readonly restingMs?: number;
};

/** The key of a read. All reads of a row share its beginning. */
export const readKey = (organization: string | null, row: Endpoint, options: object): QueryKey => [
  organization,
  row.operationId,
  options,
];

/**
 * Reads once, with the ETag of what is known already: 304 keeps it.
 * @throws ApiFailure
 */
export const readAgain = async <E extends Endpoint>(
  { client }: Api,
  row: E,
  options: CallOptions<E>,
  known: Read<E> | undefined,
): Promise<Read<E>> => {
  if (known === undefined || known.etag === null) {
    const { body, etag } = await client.call(row, options);
    return { body, etag };
  }
  const { body, etag } = await client.call(row, { ...options, ifNoneMatch: known.etag });
  return body === null ? known : { body, etag };
};

/** What TanStack Query needs to read a row and keep it fresh. */
const queryOf = <E extends Endpoint>(
  api: Api,
  queries: QueryClient,
  row: E,
  options: CallOptions<E>,
  live: ReadOptions<CallResult<E>['body']>,
): UseQueryOptions<Read<E>, Error> => {
  const key = readKey(api.organization, row, options);
  return {
    queryKey: key,
    queryFn: () => readAgain(api, row, options, queries.getQueryData<Read<E>>(key)),
    enabled: live.enabled ?? true,
    refetchInterval: ({ state }) =>
      state.data !== undefined && live.isRunning?.(state.data.body) === true
        ? runningMs
        : (live.restingMs ?? restingMs),
  };
};

/** Reads a row and keeps it fresh, for as long as it is on the screen and the tab is not hidden. */
export const useRead = <E extends Endpoint>(
  row: E,
  options: CallOptions<E>,
  live: ReadOptions<CallResult<E>['body']> = {},
): UseQueryResult<Read<E>, Error> => useQuery(queryOf(useApi(), useQueryClient(), row, options, live));

/** Reads a row for several things, as `useRead` does; the results stand in the order of the options. */
export const useReads = <E extends Endpoint>(
  row: E,
  each: readonly CallOptions<E>[],
  live: ReadOptions<CallResult<E>['body']> = {},
): readonly UseQueryResult<Read<E>, Error>[] => {
  const api = useApi();
  const queries = useQueryClient();
  return useQueries({ queries: each.map((options) => queryOf(api, queries, row, options, live)) });
};
