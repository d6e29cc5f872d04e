import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import type { AuditedResource } from '#shared/contract/audited-resource.ts';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { ifAbsent } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { auditedKind, resourceTypeOf } from '#shared/domain/audit/audit-entry.ts';
import { type IdempotencyClaim, idempotencyWrite } from './idempotency.ts';

/** Who makes a change, and with which request. Every change by a principal leaves an audit record. */
export type Mutation = {
  readonly principal: Principal;
  readonly requestId: string;
  readonly sourceIp: string;
  /** RFC 3339. */
  readonly now: string;
  readonly idempotency: IdempotencyClaim | null;
};

/**
 * Who makes an audited change: a principal with a request, a provider's webhook with a delivery, or the operator of the
 * service with a call of an admin function.
 */
export type AuditSource = Pick<Mutation, 'requestId' | 'now'> & {
  readonly principal: Pick<Principal, 'id' | 'name'> & { readonly kind: Principal['kind'] | 'webhook' | 'operator' };
  /**
   * Null for a webhook: providers send from many addresses, and the signature proves who sent it. Null for the operator,
   * whom AWS knows.
   */
  readonly sourceIp: string | null;
};

export type AuditEntry = {
  /** `<resource type>.<what was done>`. */
  readonly action: `${AuditedResource}.${string}`;
  readonly resourceId: string;
  /** The name of the resource at that time; null if it has none. */
  readonly resourceName: string | null;
  readonly projectId: ProjectId | null;
  /** Only the fields that changed. */
  readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
};

const longest = 256;

// A long value is stored as its length and hash: the audit log proves the value without repeating it.
const brief = (value: unknown): unknown => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === undefined || text.length <= longest) return value ?? null;
  return { length: text.length, sha256: createHash('sha256').update(text).digest('hex') };
};

/**
 * The audit record of a change, for the change's transaction.
 * Source: docs/design/single-table.md, "Audit records".
 */
export const auditWrite = (organization: OrganizationId, source: AuditSource, entry: AuditEntry): Write => ({
  label: 'audit',
  Put: {
    Item: {
      ...keys.auditRecord(organization, source.now, ulid(Date.parse(source.now))),
      at: source.now,
      action: entry.action,
      outcome: 'done',
      resourceType: resourceTypeOf(entry.action),
      resourceId: entry.resourceId,
      resourceName: entry.resourceName,
      projectId: entry.projectId,
      actor: { id: source.principal.id, kind: auditedKind(source.principal.kind), name: source.principal.name },
      changes: Object.fromEntries(
        Object.entries(entry.changes).map(([name, { from, to }]) => [name, { from: brief(from), to: brief(to) }]),
      ),
      requestId: source.requestId,
      sourceIp: source.sourceIp,
    },
    ...ifAbsent,
  },
});

/**
 * The named fields whose values differ between two records.
 * @param before null for a new record
 * @param after null for a deleted one
 */
export const changedFields = <R extends object>(
  before: R | null,
  after: R | null,
  names: readonly (keyof R & string)[],
): AuditEntry['changes'] =>
  Object.fromEntries(
    names
      .map((name) => [name, { from: before?.[name] ?? null, to: after?.[name] ?? null }] as const)
      .filter(([, { from, to }]) => JSON.stringify(from) !== JSON.stringify(to)),
  );

/**
 * The writes that every change by a principal adds to its transaction: the audit record and, if an Idempotency-Key was
 * sent, its record.
 */
export const mutationWrites = (
  organization: OrganizationId,
  mutation: AuditSource & Pick<Mutation, 'idempotency'>,
  entry: AuditEntry,
  status: number,
): Write[] => [
  auditWrite(organization, mutation, entry),
  ...(mutation.idempotency === null
    ? []
    : [idempotencyWrite(organization, mutation.idempotency, { status, resourceId: entry.resourceId }, mutation.now)]),
];
