import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Change } from '#shared/domain/change.ts';

/** An item as the table's stream holds it. */
export type Image = Record<string, unknown>;

export const imageOf = (raw: unknown): Image | null =>
  raw === undefined ? null : unmarshall(raw as Parameters<typeof unmarshall>[0]);

/** The change of a record, from the items before and after it. */
export const both = <R>(before: Image | null, after: Image | null, read: (item: Image) => R): Change<R> => ({
  before: before === null ? null : read(before),
  after: after === null ? null : read(after),
});
