import { exampleIds } from './example-resources.ts';
import type { OperationExample } from './operation-example.ts';

/** What the fields of the audit log mean. */
export const auditFields: Readonly<Record<string, string>> = {
  'AuditRecord.at': 'When it was.',
  'AuditRecord.action': 'What was done, as `project.updated`. Of a denial: the operation that was asked for.',
  'AuditRecord.outcome': 'Whether it was done or denied.',
  'AuditRecord.resourceType': 'What kind of thing it is about.',
  'AuditRecord.resourceId': 'The thing it is about. Of a denial: the id as the caller wrote it; null for none.',
  'AuditRecord.resourceName': 'What the thing was called then; null if it has no name.',
  'AuditRecord.projectId': 'The project that it belongs to; null for none.',
  'AuditRecord.actor': 'Who did it, or was denied it.',
  'AuditRecord.actor.id': 'The id of the member or API key, or the provider of a webhook.',
  'AuditRecord.actor.kind': 'Whether it is a member, an API key, a webhook or an operator of the service.',
  'AuditRecord.actor.name': 'What they were called then.',
  'AuditRecord.changes': 'What changed, by field. A long value is replaced by its length and its SHA-256.',
  'AuditRecord.requestId': 'The request, as the answer named it. Of a webhook: the delivery.',
  'AuditRecord.sourceIp': 'The address that the request came from; null for a webhook.',
  'listAuditLogs.auditLogs': 'The records, newest first.',
  'exportAuditLogs.auditLogs': 'The records, newest first.',
  'exportAuditLogs.format': 'The format of the file.',
  ...Object.fromEntries(
    ['listAuditLogs', 'exportAuditLogs'].flatMap((operation) => [
      [`${operation}.projectId`, 'Only records of this project.'],
      [`${operation}.resourceType`, 'Only records of this kind of thing.'],
      [`${operation}.resourceId`, 'Only records of this thing.'],
      [`${operation}.action`, 'Only records of this action, as `project.updated`.'],
      [`${operation}.actorId`, 'Only records of this member or API key.'],
      [`${operation}.outcome`, 'Only what was done, or only what was denied.'],
    ]),
  ),
};

const record = {
  id: exampleIds.auditRecord,
  at: '2026-11-23T10:00:00.000Z',
  action: 'project.updated',
  outcome: 'done',
  resourceType: 'project',
  resourceId: exampleIds.project,
  resourceName: 'Odoo ERP',
  projectId: exampleIds.project,
  actor: { id: exampleIds.apiKey, kind: 'apiKey', name: 'CI' },
  changes: { name: { from: 'Odoo', to: 'Odoo ERP' } },
  requestId: '01KAR4M1G0000000000000000Q',
  sourceIp: '203.0.113.7',
};

export const auditExamples: Readonly<Record<string, OperationExample>> = {
  listAuditLogs: { answer: { auditLogs: [record], nextCursor: null } },
  exportAuditLogs: { answer: { auditLogs: [record], nextCursor: null } },
};
