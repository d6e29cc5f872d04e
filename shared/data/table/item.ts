import type { IndexKey, Key } from './keys.ts';

/** A record as it is stored, with the attributes of the table. */
export type Item<R> = R & Key & Partial<IndexKey> & { readonly ttl?: number };

/** Removes the attributes of the table from an item. Only oCore writes items, so their shape is trusted. */
export const recordFromItem = <R>(item: Record<string, unknown>): R => {
  const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ttl: _ttl, ...record } = item;
  return record as R;
};
