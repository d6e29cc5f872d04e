import type { AuditRecord } from '#shared/contract/audit-record.ts';
import { exportAuditLogs as row } from '#shared/contract/endpoints/audit.ts';
import { csvHead, csvLine } from '#shared/domain/audit/audit-csv.ts';
import { auditFilterOf } from '#shared/http/audit-filter.ts';
import { readCursor, writeCursor } from '#shared/http/cursor.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { nextLink } from '#shared/http/page-reply.ts';
import { answer } from '#shared/http/reply.ts';
import { readAuditExport } from '#shared/workflows/audit/read-audit-export.ts';

const fileOf = (format: 'csv' | 'json', records: readonly AuditRecord[], nextCursor: string | null): unknown =>
  format === 'json' ? { auditLogs: records, nextCursor } : csvHead + records.map(csvLine).join('');

const typeOf = { csv: 'text/csv; charset=utf-8', json: 'application/json' } as const;

/** Exports the audit log as a file, newest first. */
export const handler = endpoint(
  row,
  async ({ principal, path, query, now }) => {
    const filter = auditFilterOf(query);
    const scope = [row.operationId, principal.organization.id, principal.id, ...Object.values(filter)];
    const { records, position } = await readAuditExport(principal, filter, readCursor(scope, query.cursor), now);
    const nextCursor = writeCursor(scope, position);
    return answer(fileOf(query.format, records, nextCursor), {
      ...nextLink(path, query, nextCursor),
      ...(nextCursor === null ? {} : { 'x-truncated': 'true' }),
      'content-type': typeOf[query.format],
      'content-disposition': `attachment; filename="audit-log-${now.slice(0, 10)}.${query.format}"`,
      'x-content-type-options': 'nosniff',
    });
  },
  { config: ['TABLE_NAME'] },
);
