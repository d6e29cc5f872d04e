import { listAuditLogs as row } from '#shared/contract/endpoints/audit.ts';
import { presentAuditRecord } from '#shared/domain/audit/present-audit-record.ts';
import { auditFilterOf } from '#shared/http/audit-filter.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply } from '#shared/http/page-reply.ts';
import { readAuditPage } from '#shared/workflows/audit/read-audit-page.ts';

/** Lists the audit log, newest first. */
export const handler = endpoint(
  row,
  (context) => {
    const { principal, query, now } = context;
    const filter = auditFilterOf(query);
    const list = { operation: row.operationId, name: 'auditLogs', filters: Object.values(filter) };
    return pageReply(context, list, async (after) => {
      const page = await readAuditPage(principal, filter, query.limit, after, now);
      return { ...page, rows: page.rows.map(presentAuditRecord) };
    });
  },
  { config: ['TABLE_NAME'] },
);
