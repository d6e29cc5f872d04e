import { describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { missingLines } from '#test/missing-lines.ts';
import { counted, rows, service, stagingPush, useBench } from './call-counts-bench.ts';
import { type Connected, expectStatus } from './test-service.ts';

useBench();

describe('AWS calls of a warm request, the authorizer apart', () => {
  it('are told for every row of the contract', () => {
    const ids = endpoints.map((row) => row.operationId);
    expect(missingLines('rows in test/integration/call-counts-bench.ts', Object.keys(rows), ids)).toEqual([]);
  });
});

describe('AWS calls of an authentic delivery', () => {
  it.each([
    ['a mapped push', 202, () => stagingPush()],
    ['one that is older than what is queued', 200, () => ({ ...stagingPush('b'.repeat(40)), before: 'c'.repeat(40) })],
  ])('are two for %s', async (_what, status, payload) => {
    const { webhook } = await service.connectedProject();
    if (status === 200) expectStatus(202, await service.deliver(webhook, 'push', stagingPush()));
    const { calls } = await counted(status, () => service.deliver(webhook, 'push', payload()));
    expect(calls).toEqual(['Query', 'TransactWriteItems']);
  });
});

describe('AWS calls of a rejected delivery', () => {
  const rejected = async (
    status: number,
    webhook: Connected['webhook'],
    headers: Readonly<Record<string, string>> = {},
    payload: unknown = stagingPush(),
  ) => (await counted(status, () => service.deliver(webhook, 'push', payload, headers))).calls;

  it('are one for a wrong signature, and none for the next one in 10 minutes', async () => {
    const { webhook } = await service.connectedProject();
    expect(await rejected(401, { ...webhook, secret: 'wrong' })).toEqual(['UpdateItem']);
    expect(await rejected(401, { ...webhook, secret: 'wrong' })).toEqual([]);
  });
});
