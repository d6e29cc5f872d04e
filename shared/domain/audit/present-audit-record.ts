import type { AuditRecord } from '#shared/contract/audit-record.ts';
import type { AuditRecordId } from '#shared/contract/id.ts';
import { idPrefixes } from '#shared/contract/id-prefixes.ts';
import type { AuditItem } from '#shared/domain/records/audit.ts';
import { auditedKind, resourceTypeOf } from './audit-entry.ts';

/** An audit record as the API returns it. */
export const presentAuditRecord = (item: AuditItem): AuditRecord => ({
  id: `${idPrefixes.auditRecord}_${item.sk}` as AuditRecordId,
  at: item.at,
  action: item.action,
  outcome: item.outcome ?? 'done',
  resourceType: item.resourceType ?? resourceTypeOf(item.action),
  resourceId: item.resourceId,
  resourceName: item.resourceName ?? null,
  projectId: item.projectId,
  actor: { ...item.actor, kind: auditedKind(item.actor.kind) as AuditRecord['actor']['kind'] },
  changes: { ...item.changes },
  requestId: item.requestId,
  sourceIp: item.sourceIp,
});
