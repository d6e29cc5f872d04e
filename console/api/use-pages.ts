import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CallOptions, CallResult } from '#shared/client/client.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { useApi } from './api-context.tsx';
import { type Read, readAgain, readKey, restingMs, runningMs } from './use-read.ts';

type Pages<E extends Endpoint> = InfiniteData<Read<E>, string | null>;
type ListRow = Endpoint & { readonly query: unknown };

const cursorOf = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && 'nextCursor' in body && typeof body.nextCursor === 'string'
    ? body.nextCursor
    : null;

/** Up to so many pages, a list is read as often as anything; a longer one less often, so that no more calls are made. */
const pagesAtOnce = 4;

/** Reads a list page by page, and keeps the pages that were read fresh. `isRunning` looks at one page. */
export const usePages = <E extends ListRow>(
  row: E,
  options: CallOptions<E>,
  live: { readonly isRunning?: (body: CallResult<E>['body']) => boolean; readonly enabled?: boolean } = {},
): UseInfiniteQueryResult<Pages<E>, Error> => {
  const api = useApi();
  const queries = useQueryClient();
  const key = readKey(api.organization, row, { pages: options });
  return useInfiniteQuery<Read<E>, Error, Pages<E>, typeof key, string | null>({
    queryKey: key,
    initialPageParam: null,
    queryFn: ({ pageParam }) => {
      const known = queries.getQueryData<Pages<E>>(key);
      const index = known?.pageParams.indexOf(pageParam) ?? -1;
      const query = pageParam === null ? options.query : { ...options.query, cursor: pageParam };
      return readAgain(api, row, { ...options, query } as CallOptions<E>, known?.pages[index]);
    },
    getNextPageParam: ({ body }) => cursorOf(body),
    enabled: live.enabled ?? true,
    refetchInterval: ({ state }) => {
      const pages = state.data?.pages ?? [];
      const usual = pages.some(({ body }) => live.isRunning?.(body) === true) ? runningMs : restingMs;
      return usual * Math.max(1, pages.length / pagesAtOnce);
    },
  });
};

type NextPage = Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetching' | 'isFetchNextPageError'> & {
  readonly fetchNextPage: () => Promise<unknown>;
};

/**
 * Reads the next page for as long as one is wanted. Where that fails, it goes on after the next read that succeeds, and
 * not at once.
 */
export const useNextPages = (
  { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage }: NextPage,
  isWanted: boolean,
): void => {
  const isNext = isWanted && hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (isNext) fetchNextPage();
  }, [isNext, fetchNextPage]);
};
