import type * as z from 'zod/mini';
import type { listAuditLogs } from '#shared/contract/endpoints/audit.ts';
import type { AuditFilter } from '#shared/domain/records/audit.ts';

type Query = Omit<z.output<typeof listAuditLogs.query>, 'limit' | 'cursor'>;

/** The filter of the audit log that a query asks for. */
export const auditFilterOf = (query: Query): AuditFilter => ({
  projectId: query.projectId ?? null,
  resourceType: query.resourceType ?? null,
  resourceId: query.resourceId ?? null,
  action: query.action ?? null,
  actorId: query.actorId ?? null,
  outcome: query.outcome ?? null,
  from: query.from ?? null,
  to: query.to ?? null,
});
