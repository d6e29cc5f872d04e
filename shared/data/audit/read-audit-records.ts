import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId } from '#shared/contract/id.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { AuditFilter, AuditItem } from '#shared/domain/records/audit.ts';

/** Where a Query of the log begins: before this sort key of this month, which is `2026-11`. */
export type AuditPlace = { readonly month: string; readonly before: string };

const equal = {
  projectId: 'projectId',
  resourceId: 'resourceId',
  action: 'action',
  actorId: 'actor.id',
} as const;

const conditionsOf = (filter: AuditFilter) => {
  const expressions: string[] = [];
  const values: Record<string, unknown> = {};
  const names: Record<string, string> = {};
  const named = (path: string): string =>
    path
      .split('.')
      .map((part) => {
        names[`#${part}`] = part;
        return `#${part}`;
      })
      .join('.');
  for (const [name, path] of Object.entries(equal)) {
    const value = filter[name as keyof typeof equal];
    if (value === null) continue;
    expressions.push(`${named(path)} = :${name}`);
    values[`:${name}`] = value;
  }
  // Records of an earlier version have neither a type nor an outcome.
  if (filter.resourceType !== null) {
    expressions.push(`(${named('resourceType')} = :type OR begins_with(${named('action')}, :prefix))`);
    Object.assign(values, { ':type': filter.resourceType, ':prefix': `${filter.resourceType}.` });
  }
  if (filter.outcome !== null) {
    const none = filter.outcome === 'done' ? `attribute_not_exists(${named('outcome')}) OR ` : '';
    expressions.push(`(${none}${named('outcome')} = :outcome)`);
    values[':outcome'] = filter.outcome;
  }
  return { expressions, values, names };
};

/**
 * Reads records of one month, newest first, in one Query.
 * @param atMost how many records are looked at
 * @returns the records, and the sort key before which the next Query begins; null at the beginning of the month
 */
export const readAuditRecords = async (
  organization: OrganizationId,
  { month, before }: AuditPlace,
  filter: AuditFilter,
  atMost: number,
): Promise<{ readonly records: readonly AuditItem[]; readonly before: string | null }> => {
  const { client, name } = table();
  const { expressions, values, names } = conditionsOf(filter);
  const { Items = [], LastEvaluatedKey: last } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :before',
      ...(expressions.length === 0
        ? {}
        : { FilterExpression: expressions.join(' AND '), ExpressionAttributeNames: names }),
      ExpressionAttributeValues: {
        ':pk': keys.auditMonth(organization, month),
        ':from': filter.from === null ? '0' : keys.auditRecordsFrom(filter.from),
        ':before': before,
        ...values,
      },
      ScanIndexForward: false,
      // BETWEEN includes the last record of the page before.
      Limit: atMost + 1,
    }),
  );
  return {
    records: (Items as unknown as readonly AuditItem[]).filter(({ sk }) => sk !== before),
    before: typeof last?.sk === 'string' ? last.sk : null,
  };
};
