import { describe, expect, it } from 'vitest';
import { auditWrite } from '#shared/data/audit/mutation.ts';
import { transact } from '#shared/data/table/transact.ts';
import { type Listed, organization, service, useBench } from './audit-log-bench.ts';
import { asOwner } from './principals.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('the export of the audit log', () => {
  const exported = (query: Record<string, string>, token = service.token) =>
    service.api('GET', `/api/audit-logs/export?${new URLSearchParams(query)}`, { token });

  it('says that it was cut, and goes on where it ended', async () => {
    const long = 'x'.repeat(200_000);
    const mutation = asOwner(service);
    for (let index = 0; index < 25; index += 1) {
      const entry = { action: 'settings.updated', resourceId: 'long', resourceName: long, projectId: null } as const;
      await transact([auditWrite(organization, mutation, { ...entry, changes: {} })]);
    }

    const first = expectStatus(200, await exported({ resourceId: 'long' }));
    const next = /<([^>]+)>; rel="next"/.exec(String(first.headers.link))?.[1] ?? '';
    const second = expectStatus(200, await service.api('GET', next));

    expect(first.headers['x-truncated']).toBe('true');
    expect(Buffer.byteLength(first.text)).toBeLessThan(5_000_000);
    const ids = [first, second].map(({ json }) => (json as unknown as Listed).auditLogs.map(({ id }) => id));
    expect(new Set(ids.flat()).size).toBe(25);
    expect(second.headers['x-truncated']).toBeUndefined();
  });
});
