import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit-record.ts';
import type { ProjectId } from '#shared/contract/id.ts';
import { auditWrite } from '#shared/data/audit/mutation.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Answer } from '#test/call.ts';
import { auditor, type Listed, organization, service, useBench, viewer } from './audit-log-bench.ts';
import { AwsCalls } from './aws-calls.ts';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { asOwner, restrict, restrictedKey } from './principals.ts';
import { expectStatus } from './test-service.ts';

const list = async (query: Record<string, string> = {}, token = service.token): Promise<Listed> => {
  const answer = await service.api('GET', `/api/audit-logs?${new URLSearchParams(query)}`, { token });
  return expectStatus(200, answer).json as unknown as Listed;
};

/** All pages, as a client reads them. */
const all = async (query: Record<string, string> = {}, token = service.token): Promise<AuditRecord[]> => {
  const found: AuditRecord[] = [];
  let cursor: string | null = null;
  do {
    const page: Listed = await list({ ...query, ...(cursor === null ? {} : { cursor }) }, token);
    found.push(...page.auditLogs);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
};

/** Writes records of a resource, each at its time. */
const written = async (times: readonly string[], resourceId: string, projectId: ProjectId | null = null) => {
  const mutation = asOwner(service);
  const { principal } = mutation;
  for (const [index, now] of times.entries()) {
    const entry = { action: 'settings.updated', resourceId, resourceName: `No. ${index}`, projectId } as const;
    await transact([
      auditWrite(organization, { principal, requestId: 'r', sourceIp: '192.0.2.1', now }, { ...entry, changes: {} }),
    ]);
  }
};

/** As many times as wanted, a millisecond apart, from now on. */
const times = (count: number): string[] => {
  const first = Date.now();
  return Array.from({ length: count }, (_, index) => new Date(first + index).toISOString());
};

useBench();

describe('the audit log', () => {
  it('tells who changed what, with names and values', async () => {
    const { id, path } = await service.project({ name: 'Before' });
    expectStatus(200, await service.api('PUT', path, { body: { name: 'After' } }));

    const [updated, created] = await all({ projectId: id });

    expect(updated).toMatchObject({
      action: 'project.updated',
      outcome: 'done',
      resourceType: 'project',
      resourceId: id,
      resourceName: 'After',
      projectId: id,
      actor: { kind: 'apiKey', name: 'First key' },
      changes: { name: { from: 'Before', to: 'After' } },
    });
    expect(created?.action).toBe('project.created');
    expect(updated?.id).toMatch(/^aud_[0-9A-Z]{26}$/);
  });

  it('is read page by page, newest first, each record once', async () => {
    await written(times(30), 'paged');

    const found = await all({ resourceId: 'paged', limit: '7' });

    expect(found.map(({ resourceName }) => resourceName)).toEqual(
      Array.from({ length: 30 }, (_, index) => `No. ${29 - index}`),
    );
  });

  it.each([
    ['projectId', 'prj_1', ['a']],
    ['action', 'settings.updated', ['a', 'b']],
    ['action', 'settings.deleted', []],
    ['resourceType', 'settings', ['a', 'b']],
    ['resourceType', 'member', []],
    ['outcome', 'done', ['a', 'b']],
    ['outcome', 'denied', []],
    ['actorId', 'key_00000000000000000000000000', ['a', 'b']],
    ['actorId', 'key_2', []],
    ['from', '2999-01-01', []],
    ['to', '2999-01-01', ['a', 'b']],
  ])('is filtered by %s %s', async (name, value, expected) => {
    const since = new Date().toISOString();
    await written(times(1), 'a', 'prj_1' as ProjectId);
    await written(times(1), 'b');

    const found = await all({
      from: since,
      ...(name === 'outcome' ? { action: 'settings.updated' } : {}),
      [name]: value,
    });

    const own = found.filter(({ resourceId }) => ['a', 'b'].includes(resourceId ?? ''));
    expect(own.map(({ resourceId }) => resourceId).sort()).toEqual(expected);
  });

  it('reads over months in which nothing happened, four Queries a page, back to the beginning', async () => {
    await written(times(1), 'long-ago');
    const monthsLater = <T>(work: () => Promise<T>) => minutesLater(8 * 30 * 24 * 60, work);
    const calls = new AwsCalls();

    const first = await calls.during(() => monthsLater(() => list({ resourceId: 'long-ago' })));

    expect(first.calls.filter((call) => call === 'Query')).toHaveLength(4);
    expect(first.result).toEqual({ auditLogs: [], nextCursor: expect.stringMatching(/./) });
    expect(await monthsLater(() => all({ resourceId: 'long-ago' }))).toHaveLength(1);
  });

  it('leaves out what its reader may not see; Owner and Admin see it, and records of what is gone', async () => {
    const shown = await service.project();
    const hidden = await service.project();
    const gone = await service.project();
    expectStatus(204, await service.api('DELETE', gone.path));
    await restrict(service, hidden.id, {});
    const ids = [shown.id, hidden.id, gone.id];

    const [byAuditor, byOwner] = await Promise.all([all({}, auditor.token), all()]);

    const of = (found: readonly AuditRecord[]) => ids.map((id) => found.some(({ projectId }) => projectId === id));
    expect([of(byAuditor), of(byOwner)]).toEqual([
      [true, false, false],
      [true, true, true],
    ]);
  });

  it('takes no cursor of another reader, of another filter or of another list', async () => {
    await written(times(3), 'cursors');
    const { nextCursor: cursor } = await list({ resourceId: 'cursors', limit: '1' });
    const tries: Answer[] = await Promise.all([
      service.api('GET', `/api/audit-logs?resourceId=cursors&limit=1&cursor=${cursor}`, { token: auditor.token }),
      service.api('GET', `/api/audit-logs?resourceId=others&cursor=${cursor}`),
      service.api('GET', `/api/projects?cursor=${cursor}`),
    ]);

    for (const answer of tries) expectProblem(answer, 'invalid_cursor');
  });
});

describe('the export of the audit log', () => {
  const exported = (query: Record<string, string>, token = service.token) =>
    service.api('GET', `/api/audit-logs/export?${new URLSearchParams(query)}`, { token });

  it('is a CSV file that no spreadsheet runs', async () => {
    const evil = ['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '=1+1";"', '\uff1d1', 'a "quote", and\na line'];
    const mutation = asOwner(service);
    for (const resourceName of evil) {
      const entry = { action: 'settings.updated', resourceId: 'evil', resourceName, projectId: null } as const;
      await transact([auditWrite(organization, mutation, { ...entry, changes: { name: { from: null, to: '=2' } } })]);
    }

    const answer = await exported({ format: 'csv', resourceId: 'evil' });

    expectStatus(200, answer);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(/^attachment; filename="audit-log-\d{4}-\d\d-\d\d\.csv"$/),
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['x-truncated']).toBeUndefined();
    const cells = answer.text.match(/("(?:[^"]|"")*"|[^,\r\n]*)(?=,|\r\n)/g) ?? [];
    const inner = cells.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
    expect(inner.filter((cell) => /^\s*[=+\-@\uff1d]/.test(cell))).toEqual([]);
    expect(inner).toContain("'=1+1");
    expect(inner).toContain('a "quote", and\na line');
  });

  it('is JSON with the same records as the list', async () => {
    await written(times(12), 'as json');

    const answer = expectStatus(200, await exported({ format: 'json', resourceId: 'as json' }));

    expect(answer.json).toEqual({ auditLogs: await all({ resourceId: 'as json' }), nextCursor: null });
  });
});

describe('a denial', () => {
  const denials = (query: Record<string, string>) => all({ outcome: 'denied', ...query });

  it('is recorded, with what was asked for', async () => {
    const { id, path } = await service.project();
    const refused = await service.api('PUT', path, { token: viewer.token, body: { name: 'Mine' } });

    expectStatus(403, refused);
    expect(await denials({ projectId: id })).toEqual([
      expect.objectContaining({
        action: 'updateProject',
        resourceType: 'project',
        resourceId: id,
        resourceName: null,
        actor: expect.objectContaining({ id: viewer.id, kind: 'apiKey' }),
        requestId: refused.headers['x-request-id'],
        changes: {},
      }),
    ]);
  });

  it('is recorded once a minute for each principal and operation', async () => {
    const key = await restrictedKey(organization, ['view:projects']);
    const { path } = await service.project();
    for (let index = 0; index < 20; index += 1) await service.api('DELETE', path, { token: key.token });

    // A minute may have passed between two calls.
    expect((await denials({ actorId: key.id })).length).toBeLessThanOrEqual(2);
  });

  it('is recorded alike for what is hidden, missing, foreign and malformed', async () => {
    const hidden = await service.project();
    await restrict(service, hidden.id, {});
    const ids = [hidden.id, 'prj_01ARZ3NDEKTSV4RRFFQ69G5FAV', 'x'.repeat(500)];

    for (const id of ids) {
      const key = await restrictedKey(organization, ['view:projects']);
      expectStatus(404, await service.api('GET', `/api/projects/${id}`, { token: key.token }));
      expect(await denials({ actorId: key.id })).toEqual([
        expect.objectContaining({ action: 'getProject', resourceId: id.slice(0, 64), projectId: id.slice(0, 64) }),
      ]);
    }
  });

  it('is not recorded of a stranger, nor where nothing was denied', async () => {
    const before = (await denials({})).length;
    await service.anonymous('GET', '/api/projects');
    await service.api('GET', '/api/projects', { token: 'ocore_x' });
    await service.api('GET', '/api/settings/git-providers/unknown');

    expect((await denials({})).length).toBe(before);
  });
});
