import { QueryClient } from '@tanstack/react-query';

/** Nothing that is read lasts longer than its screen. The client repeats failed reads itself. */
export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 1000, gcTime: 5 * 60_000, networkMode: 'always' },
    },
  });
