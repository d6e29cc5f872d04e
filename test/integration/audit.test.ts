import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { auditRightsOf, denialsOf } from '#infra/guarded-partitions.ts';
import { invoke } from '#infra/local/function-registry.ts';
import { permissions } from '#infra/permissions.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { table } from '#shared/data/table/table.ts';
import type { Answer } from '#test/call.ts';
import { missingLines } from '#test/missing-lines.ts';
import { api, cases, type Made, recordOf, records, recordsOf, service, useBench, writes } from './audit-bench.ts';
import { looking, secretsIn, underWay } from './audit-join.ts';
import { asFunction, type FunctionWrite } from './function-writes.ts';
import { expectStatus } from './test-service.ts';

vi.mock('#infra/local/function-registry.ts', async (load) => {
  const registry = await load<typeof import('#infra/local/function-registry.ts')>();
  return {
    ...registry,
    invoke: (file: string, event: unknown) => asFunction(file, () => registry.invoke(file, event)),
  };
});

useBench();

test('Every row of a principal that is no read is among the cases', () => {
  const mutating = endpoints.filter(
    (row) => row.method !== 'GET' && row.access !== 'public' && ![...looking, ...underWay].includes(row.operationId),
  );
  const ids = mutating.map(({ operationId }) => operationId);
  expect(missingLines('cases in test/integration/audit-bench.ts', Object.keys(cases), ids)).toEqual([]);
});

const answers: Answer[] = [];

describe.each(Object.entries(cases))('%s', (_, { action, run, changes }) => {
  let [began, ended] = ['', ''];
  let made: Made;
  let sent: unknown[];
  beforeAll(async () => {
    const send = vi.spyOn(table().client, 'send');
    began = new Date().toISOString();
    made = await run();
    ended = new Date().toISOString();
    answers.push(made.answer);
    sent = send.mock.calls.map(([command]): unknown => command);
    send.mockRestore();
  });

  test('leaves exactly one record: who, what, when, and only the fields that changed', async () => {
    const { answer, resourceId, actor } = made;
    expect(answer.status, answer.text).toBeLessThan(300);
    const record = await recordOf(answer);
    const me = (await api('GET', '/api/me')).json;
    expect(record).toMatchObject({
      action,
      outcome: 'done',
      resourceType: action.split('.')[0],
      resourceId,
      actor: actor ?? me.principal,
      sourceIp: expect.stringMatching(/127.0.0.1/),
    });
    const isOfOrganization = /^(?:settings|role|member|api-key)\./.test(action);
    expect(record.projectId).toEqual(isOfOrganization ? null : expect.stringMatching(/^prj_/));
    expect(record.changes).toEqual(changes);
    expect(record.resourceName).toEqual(expect.stringMatching(/./));
    const { from = null, to = null } = record.changes.name ?? {};
    if ('name' in record.changes) expect(record.resourceName).toBe(to ?? from);
    expect(record.pk).toBe(`ORG#${service.local.organization.id}#AUDIT#${record.at.slice(0, 7)}`);
    expect([began, record.at, ended]).toEqual([began, record.at, ended].sort());
  });

  test('writes its record in the transaction of the change', () => {
    const own = sent.filter((command) =>
      JSON.stringify((command as { input: unknown }).input).includes(
        `"requestId":"${made.answer.headers['x-request-id']}"`,
      ),
    );
    expect(own).toHaveLength(1);
    const [write] = own;
    if (!(write instanceof TransactWriteCommand)) throw new Error('The record was written by itself.');
    // Showing a secret changes nothing beside its record.
    const fewest = action === 'repository.secret_revealed' ? 1 : 2;
    expect(write.input.TransactItems?.length).toBeGreaterThanOrEqual(fewest);
  });
});

test('Every write of theirs is one that the role of its function allows', async () => {
  await invoke('admin/create-organization', { slug: 'roles', name: 'Roles' });
  await invoke('schedules/tick', {});
  const likes = (pattern: string, text: string): boolean =>
    new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
  const isDenied = ({ file, action, pk }: FunctionWrite): boolean =>
    denialsOf(file).some(
      (denial) => denial.actions.includes(`dynamodb:${action}`) && denial.keys.some((pattern) => likes(pattern, pk)),
    );

  const refused = writes.filter(
    (one) =>
      isDenied(one) ||
      !(
        (permissions[one.file]?.table ?? []).some((action) => action === one.action) ||
        (one.action === 'PutItem' && auditRightsOf(one.file).some((pattern) => likes(pattern, one.pk)))
      ),
  );

  expect(refused).toEqual([]);
  const writers = new Set(writes.map(({ file }) => file));
  expect(writers.size).toBeGreaterThan(Object.keys(cases).length);
  expect(writers).toContain('admin/create-organization');
});

test('A request that is repeated under its key leaves one record', async () => {
  const options = { body: { name: 'Once' }, headers: { 'idempotency-key': 'audit-1' } };
  const first = await service.api('POST', '/api/projects', options);
  const again = expectStatus(201, await service.api('POST', '/api/projects', options));
  expect(await recordsOf(first)).toHaveLength(1);
  expect(await recordsOf(again)).toEqual([]);
});

test('No record, no log line, no event and no cursor holds a key, a secret or a lease that a case was answered', async () => {
  const { path, webhook } = await service.connectedProject();
  expectStatus(200, await api('POST', `${path}/repository/regenerate-key`, { revokeNow: true }));
  await service.settled();
  const { json } = await api('GET', '/api/audit-logs?limit=1');
  const texts = [
    JSON.stringify(await records()),
    service.logLines.join('\n'),
    JSON.stringify(service.local.bus.events),
    Buffer.from(String(json.nextCursor), 'base64url').toString(),
  ];

  const secrets = [webhook.secret, service.token, 'PRIVATE KEY', ...answers.flatMap(({ json: one }) => secretsIn(one))];
  expect(secrets.length).toBeGreaterThan(7);
  for (const secret of new Set(secrets)) {
    expect(secret.length).toBeGreaterThan(10);
    // A failure does not print it.
    expect(texts.map((text) => text.includes(secret))).toEqual(texts.map(() => false));
  }
});
