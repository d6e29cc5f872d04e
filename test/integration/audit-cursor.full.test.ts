import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit-record.ts';
import { type OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { auditWrite } from '#shared/data/audit/mutation.ts';
import { transact } from '#shared/data/table/transact.ts';
import { asOwner, type Key, organizationOf, restrict, restrictedKey } from './principals.ts';
import { TableContents } from './table-contents.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
let auditor: Key;
let organization: OrganizationId;

beforeAll(async () => {
  service = await TestService.start({ pollMs: 1000 });
  organization = organizationOf(service);
  auditor = await restrictedKey(organization, ['view:audit-logs', 'view:projects']);
});
afterAll(() => service.stop());

type Listed = { readonly auditLogs: readonly AuditRecord[]; readonly nextCursor: string | null };

const list = async (query: Record<string, string>): Promise<Listed> => {
  const search = new URLSearchParams(query);
  const answer = await service.api('GET', `/api/audit-logs?${search}`, { token: auditor.token });
  return expectStatus(200, answer).json as unknown as Listed;
};

describe.each([
  ['hours', 10 * 60_000],
  ['seconds', 100],
])('with records over some %s that its reader may not see', (over, stepMs) => {
  const resourceId = `hidden over ${over}`;
  let hidden: ProjectId;
  beforeAll(async () => {
    hidden = ProjectId.parse((await service.project()).id);
    await restrict(service, hidden, {});
    // The log is read by months: from the beginning of this one, all of them lie in it.
    const first = Date.parse(`${new Date().toISOString().slice(0, 7)}-01T00:00:00Z`);
    const { principal } = asOwner(service);
    for (let index = 0; index < 34; index += 1) {
      const isHidden = index >= 4 && index < 30;
      const now = new Date(first + index * stepMs + 7).toISOString();
      // A Query reads five or six of the long ones, so that the first page ends among them.
      const resourceName = isHidden ? 'x'.repeat(200_000) : `No. ${index}`;
      const entry = { action: 'settings.updated', resourceId, resourceName, changes: {} } as const;
      const source = { principal, requestId: 'r', sourceIp: '192.0.2.1', now };
      await transact([auditWrite(organization, source, { ...entry, projectId: isHidden ? hidden : null })]);
    }
  });

  it('shows each record once, in order, and no cursor tells when a hidden one was written', async () => {
    const found: string[] = [];
    const positions: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Listed = await list({ resourceId, limit: '100', ...(cursor === '' ? {} : { cursor }) });
      found.push(...page.auditLogs.map(({ resourceName }) => String(resourceName)));
      cursor = page.nextCursor;
      if (cursor !== null) positions.push(Buffer.from(cursor, 'base64url').toString().slice(16));
    }

    expect(found).toEqual([33, 32, 31, 30, 3, 2, 1, 0].map((index) => `No. ${index}`));
    expect(positions).not.toEqual([]);
    const log = await new TableContents(service).items(({ pk }) => pk.includes('#AUDIT#'));
    const times = log
      .filter((item) => item.resourceId === resourceId && item.projectId === hidden)
      .map(({ sk }) => sk.slice(0, 10));
    expect(times).toHaveLength(26);
    expect(positions.filter((position) => times.some((time) => position.includes(time)))).toEqual([]);
  });
});
