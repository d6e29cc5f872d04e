import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { Problem } from '#shared/contract/problem.ts';
import { table } from './table.ts';

/** A page of a list. `position` is the sort key of the last row, after which the next page begins; null at the end. */
export type Page<R> = { readonly rows: readonly R[]; readonly position: string | null };

/** The problem of a cursor that does not belong to its list. */
export const invalidCursor = (): Problem =>
  new Problem(
    'invalid_cursor',
    'The cursor is not one of this list. Begin again without it, or repeat the query that gave it.',
  );

/** The maximum length of a DynamoDB sort key, in bytes. */
const maxKeyBytes = 1024;

/**
 * Checks that a position lies in the sort key range of its list. A cursor's digest is no secret, so a position may be
 * forged. One outside the range would reach other rows of the partition, or DynamoDB would refuse the range.
 * @throws Problem `invalid_cursor`
 */
export const checkPosition = (position: string, from: string, to: string): string => {
  if (position < from || position > to || Buffer.byteLength(position) > maxKeyBytes) throw invalidCursor();
  return position;
};

/** A range of sort keys: of a partition of the table, or of its index. */
export type SortKeyRange = {
  readonly index: 'gsi1' | null;
  readonly partition: string;
  readonly from: string;
  readonly to: string;
};

/**
 * Reads one page of a range, the last sort key first, in one Query: consistently, unless it is of the index.
 * @param after the position at the end of the previous page; null for the first page
 * @throws Problem `invalid_cursor`
 */
export const readPageBackwards = async <R>(
  { index, partition, from, to }: SortKeyRange,
  limit: number,
  after: string | null,
  fromItem: (item: Record<string, unknown>) => R,
): Promise<Page<R>> => {
  const { client, name } = table();
  const [pk, sk] = index === null ? (['pk', 'sk'] as const) : (['gsi1pk', 'gsi1sk'] as const);
  const upper = after === null ? to : checkPosition(after, from, to);
  const where: Partial<QueryCommandInput> = index === null ? { ConsistentRead: true } : { IndexName: index };
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      ...where,
      KeyConditionExpression: `${pk} = :pk AND ${sk} BETWEEN :from AND :to`,
      ExpressionAttributeValues: { ':pk': partition, ':from': from, ':to': upper },
      ScanIndexForward: false,
      // One row more shows whether there is a next page. BETWEEN also includes the last row of the previous page.
      Limit: limit + 1 + (after === null ? 0 : 1),
    }),
  );
  const found = Items.filter((item) => item[sk] !== after);
  const rows = found.slice(0, limit);
  const last = rows.at(-1)?.[sk];
  return { rows: rows.map(fromItem), position: found.length > limit && typeof last === 'string' ? last : null };
};
