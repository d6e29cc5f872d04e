import { useState } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { CallOptions, CallResult } from '#shared/client/client.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { useWrite } from './use-write.ts';

type Body<E extends Endpoint> = CallResult<E>['body'];
type Fields = Readonly<Record<string, unknown>>;
/** The result of `useRead` of what is changed. */
type ReadOf<B> = {
  readonly data: { readonly body: B; readonly etag: string | null } | undefined;
  readonly refetch: (options: { readonly throwOnError: true }) => Promise<Pick<ReadOf<B>, 'data'>>;
};

/** The version of nothing: the service refuses it, and says who was faster. */
const outdated = '"outdated"';

/** Whether the fields that a body changes are as they were. A body with others may change any of them. */
const areUntouched = (body: object, before: Fields, now: Fields): boolean => {
  const names = Object.keys(body);
  const compared = names.every((name) => name in before) ? names : Object.keys(before);
  return compared.every((name) => JSON.stringify(before[name]) === JSON.stringify(now[name]));
};

/**
 * A write of a form, although the screen is read anew meanwhile, and a list that opened the form was read before. It sends
 * the newest ETag where the fields that it changes are as they were when the form was opened. Otherwise it is refused once
 * with 412, which says who was faster: nothing of others is overwritten. Whoever saves again after that means it.
 * @param opened what the form was opened with
 * @param read what it changes, as it was read last: asked for where that is not there yet, or older than the form
 * @param fieldsOf what the form changes, by the names of the request's body
 */
export const useGuardedWrite = <E extends Endpoint>(
  row: E,
  opened: Body<E>,
  read: ReadOf<Body<E>>,
  fieldsOf: (body: Body<E>) => Fields,
): ((options: Omit<CallOptions<E>, 'ifMatch'>) => Promise<CallResult<E>>) => {
  const write = useWrite(row);
  const [before, setBefore] = useState(opened);
  const [isRefused, setRefused] = useState(false);
  return async (options) => {
    const mayWrite = ({ body }: { readonly body: Body<E> }): boolean =>
      isRefused || areUntouched(options.body ?? {}, fieldsOf(before), fieldsOf(body));
    const known = read.data;
    const newest = known !== undefined && mayWrite(known) ? known : (await read.refetch({ throwOnError: true })).data;
    const ifMatch = newest !== undefined && mayWrite(newest) ? newest.etag : outdated;
    try {
      const result = await write({ ...options, ...(ifMatch === null ? {} : { ifMatch }) } as CallOptions<E>);
      setBefore(result.body);
      setRefused(false);
      return result;
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 412) setRefused(true);
      throw error;
    }
  };
};
