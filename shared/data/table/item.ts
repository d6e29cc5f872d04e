import type { IndexKey, Key } from './keys.ts';

/** A record as it lies in the table. */
export type Item<R> = R & Key & Partial<IndexKey> & { readonly ttl?: number };

/** Takes the table's own attributes off an item that we wrote ourselves, which is why its shape is trusted. */
export const recordOf = <R>(item: Record<string, unknown>): R => {
  const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ttl: _ttl, ...record } = item;
  return record as R;
};
