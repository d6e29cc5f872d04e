import { hash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditedResource } from '#shared/contract/audited-resource.ts';
import { ifAbsent } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { ulidOfDigest } from '#shared/data/table/ulid-of-digest.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { auditedKind } from '#shared/domain/audit/audit-entry.ts';
import type { AuditItem } from '#shared/domain/records/audit.ts';

/** A denied call: the operation, and the resource as the caller named it. */
export type Denial = {
  readonly principal: Principal;
  /** Of the endpoint table. */
  readonly operationId: string;
  readonly resourceType: AuditedResource;
  readonly resourceId: string | null;
  readonly projectId: string | null;
  readonly requestId: string;
  readonly sourceIp: string;
  /** RFC 3339. */
  readonly now: string;
};

const minuteMs = 60_000;

/**
 * Records a denial, once a minute for each principal and operation, so that a client in a loop does not fill the log.
 * Source: docs/design/single-table.md, "Audit records".
 */
export const recordDenial = async (denial: Denial): Promise<void> => {
  const { principal, operationId, now } = denial;
  const minute = Math.floor(Date.parse(now) / minuteMs) * minuteMs;
  const organization = principal.organization.id;
  const key = keys.auditRecord(
    organization,
    now,
    ulidOfDigest(minute, hash('sha256', `${principal.id}/${operationId}`)),
  );
  const record: AuditItem = {
    sk: key.sk,
    at: now,
    action: operationId,
    outcome: 'denied',
    resourceType: denial.resourceType,
    resourceId: denial.resourceId,
    resourceName: null,
    projectId: denial.projectId as AuditItem['projectId'],
    actor: { id: principal.id, kind: auditedKind(principal.kind), name: principal.name },
    changes: {},
    requestId: denial.requestId,
    sourceIp: denial.sourceIp,
  };
  const { client, name } = table();
  try {
    await client.send(new PutCommand({ TableName: name, Item: { ...record, ...key }, ...ifAbsent }));
  } catch (error) {
    // It was recorded in this minute.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
