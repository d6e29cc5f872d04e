import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { CallOptions, CallResult } from '#shared/client/client.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { useApi } from './api-context.tsx';

/**
 * Calls a row that changes something, and then reads what is on the screen again, also after a failure: somebody else may
 * have been faster.
 * @returns a function that throws ApiFailure
 */
export const useWrite = <E extends Endpoint>(row: E): ((options: CallOptions<E>) => Promise<CallResult<E>>) => {
  const { client } = useApi();
  const queries = useQueryClient();
  return useCallback(
    async (options) => {
      let isOutrun = false;
      try {
        return await client.call(row, options);
      } catch (error) {
        isOutrun = error instanceof ApiFailure && error.status === 412;
        throw error;
      } finally {
        const reading = queries.invalidateQueries();
        // Who is told that somebody was faster, and saves again, has to send the ETag of what is there now.
        if (isOutrun) await reading;
      }
    },
    [client, queries, row],
  );
};
