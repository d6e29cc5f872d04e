import { useEffect, useState } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { CallOptions, CallResult } from '#shared/client/client.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { useWrite } from './use-write.ts';

type Body<E extends Endpoint> = CallResult<E>['body'];

/**
 * A write of a form, although the screen is read anew meanwhile. It sends the newest ETag while the fields of the form
 * are as they were when it began, and the last such one after that: what somebody else has changed is not overwritten
 * but refused once with 412, which says who was faster. Whoever saves again after that means it.
 * @param read what the form changes, as it was read last; undefined while it has not been read
 * @param fieldsOf the part of it that the form changes
 */
export const useGuardedWrite = <E extends Endpoint>(
  row: E,
  read: { readonly body: Body<E>; readonly etag: string | null } | undefined,
  fieldsOf: (body: Body<E>) => unknown,
): ((options: Omit<CallOptions<E>, 'ifMatch'>) => Promise<CallResult<E>>) => {
  const write = useWrite(row);
  const etag = read?.etag ?? null;
  const fields = read === undefined ? null : JSON.stringify(fieldsOf(read.body));
  const [began, setBegan] = useState(fields);
  const [held, setHeld] = useState(etag);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    if (fields === null) return;
    setBegan((before) => before ?? fields);
    if (began === null || began === fields) setHeld(etag);
  }, [fields, etag, began]);
  return async (options) => {
    const ifMatch = isRefused ? etag : held;
    try {
      const result = await write({ ...options, ...(ifMatch === null ? {} : { ifMatch }) } as CallOptions<E>);
      setHeld(result.etag);
      setBegan(JSON.stringify(fieldsOf(result.body)));
      setRefused(false);
      return result;
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 412) setRefused(true);
      throw error;
    }
  };
};
