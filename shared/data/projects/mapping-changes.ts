import { type AuditEntry, changedFields } from '#shared/data/audit/mutation.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';

const audited = [
  'refType',
  'branchPattern',
  'environmentId',
  'trigger',
  'priority',
  'autoDeploy',
  'paths',
] as const satisfies readonly (keyof MappingRecord)[];

/** What the audit record of a mapping's change holds. @param before null for a new one @param after null for one that goes */
export const mappingChanges = (before: MappingRecord | null, after: MappingRecord | null): AuditEntry['changes'] =>
  changedFields(before, after, audited);
