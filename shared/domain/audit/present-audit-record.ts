import type { AuditRecord } from '#shared/contract/audit-record.ts';
import type { AuditRecordId } from '#shared/contract/id.ts';
import { idPrefixes } from '#shared/contract/id-prefixes.ts';
import type { AuditItem } from '#shared/domain/records/audit.ts';
import { auditedKind, resourceTypeOf } from './audit-entry.ts';

/** The same value with the fields of each object in the order of their names: the table returns them in any order. */
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, inOrder(field)]));
};

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
  actor: {
    id: item.actor.id,
    kind: auditedKind(item.actor.kind) as AuditRecord['actor']['kind'],
    name: item.actor.name,
  },
  changes: inOrder(item.changes) as AuditRecord['changes'],
  requestId: item.requestId,
  sourceIp: item.sourceIp,
});
