import * as z from 'zod/mini';
import { auditedResources } from './audited-resource.ts';
import { AuditRecordId } from './id.ts';
import { PointInTime } from './point-in-time.ts';
import { atMost, OtherId, Text, TextOrNull, Timestamp } from './text.ts';
import { textLimits } from './text-limits.ts';

const Outcome = z.enum(['done', 'denied']);

/** A change that was made, or one that was denied. Source: docs/design/resources.md, "Audit log". */
export const AuditRecord = z
  .object({
    id: AuditRecordId,
    at: Timestamp,
    action: Text,
    outcome: Outcome,
    resourceType: z.enum(auditedResources),
    resourceId: TextOrNull,
    resourceName: TextOrNull,
    projectId: TextOrNull,
    actor: z.object({ id: Text, kind: z.enum(['member', 'apiKey', 'webhook', 'operator']), name: Text }),
    changes: z.record(Text, z.object({ from: z.unknown(), to: z.unknown() })),
    requestId: Text,
    sourceIp: TextOrNull,
  })
  .register(z.globalRegistry, { id: 'AuditRecord' });
export type AuditRecord = z.infer<typeof AuditRecord>;

/** The filters of the audit log. */
export const auditFilter = {
  projectId: z.optional(OtherId),
  resourceType: z.optional(z.enum(auditedResources)),
  resourceId: z.optional(OtherId),
  action: z.optional(z.string().check(atMost(textLimits.id))),
  actorId: z.optional(OtherId),
  outcome: z.optional(Outcome),
  from: z.optional(PointInTime),
  to: z.optional(PointInTime),
};

/** The maximum number of records in an export. */
export const maxExported = 10_000;
