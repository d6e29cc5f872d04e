import type { AuditedResource } from '#shared/contract/audited-resource.ts';
import type { ProjectId } from '#shared/contract/id.ts';

/** A record of the audit log as it is stored. A record of an earlier version has no outcome, type and name. */
export type AuditItem = {
  /** The ULID that its id ends with. */
  readonly sk: string;
  readonly at: string;
  readonly action: string;
  readonly outcome?: 'done' | 'denied';
  readonly resourceType?: AuditedResource;
  readonly resourceId: string | null;
  readonly resourceName?: string | null;
  readonly projectId: ProjectId | null;
  readonly actor: { readonly id: string; readonly kind: string; readonly name: string };
  readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  readonly requestId: string;
  readonly sourceIp: string | null;
};

/** Which records a list holds; null: any. Times are milliseconds since the epoch, `to` is excluded. */
export type AuditFilter = {
  readonly projectId: string | null;
  readonly resourceType: AuditedResource | null;
  readonly resourceId: string | null;
  readonly action: string | null;
  readonly actorId: string | null;
  readonly outcome: 'done' | 'denied' | null;
  readonly from: number | null;
  readonly to: number | null;
};
