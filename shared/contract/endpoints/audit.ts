import * as z from 'zod/mini';
import { AuditRecord, auditFilter } from '#shared/contract/audit-record.ts';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { Cursor, isSpan, listQuery, nextCursor } from '#shared/contract/list.ts';

const access = { permission: 'view:audit-logs' } as const;

export const listAuditLogs = defineEndpoint({
  operationId: 'listAuditLogs',
  method: 'GET',
  path: '/api/audit-logs',
  group: 'organization',
  access,
  summary: 'Lists the records of the audit log, newest first. A page may be short and have a next one.',
  query: z.strictObject({ ...auditFilter, ...listQuery }).check(isSpan),
  responses: {
    200: { description: 'A page of records.', schema: z.object({ auditLogs: z.array(AuditRecord), nextCursor }) },
  },
  problems: ['invalid_cursor'],
});

export const exportAuditLogs = defineEndpoint({
  operationId: 'exportAuditLogs',
  method: 'GET',
  path: '/api/audit-logs/export',
  group: 'organization',
  access,
  summary:
    'Exports the newest 10,000 records of the audit log, or 4 MB of them. X-Truncated: true and Link tell of more.',
  query: z
    .strictObject({ ...auditFilter, format: z._default(z.enum(['csv', 'json']), 'json'), cursor: z.optional(Cursor) })
    .check(isSpan),
  responses: {
    200: {
      description: 'The records, as JSON or CSV.',
      schema: z.object({ auditLogs: z.array(AuditRecord), nextCursor }),
    },
  },
  problems: ['invalid_cursor'],
});
