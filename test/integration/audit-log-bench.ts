import { afterAll, beforeAll } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit-record.ts';
import type { OrganizationId } from '#shared/contract/id.ts';
import { type Key, organizationOf, restrictedKey } from './principals.ts';
import { TestService } from './test-service.ts';

export let service: TestService;
export let auditor: Key;
export let viewer: Key;
export let organization: OrganizationId;

export type Listed = { readonly auditLogs: readonly AuditRecord[]; readonly nextCursor: string | null };

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start({ pollMs: 1000 });
    organization = organizationOf(service);
    auditor = await restrictedKey(organization, ['view:audit-logs', 'view:projects']);
    viewer = await restrictedKey(organization, ['view:projects']);
  });
  afterAll(() => service.stop());
};
