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

/**
 * The changes that the audit record of a mapping lists.
 * @param before null for a new mapping
 * @param after null for a deleted one
 */
export const mappingChanges = (before: MappingRecord | null, after: MappingRecord | null): AuditEntry['changes'] =>
  changedFields(before, after, audited);
