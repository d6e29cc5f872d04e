import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import { useTestTable } from '../test-table.ts';

// Neither engine is ever throttled: here DynamoDB's answers are played.
useTestTable();

const [a, b] = [
  { pk: 'a', sk: 'a' },
  { pk: 'b', sk: 'b' },
];
const answer = (items: object[], unread: object[]) => ({
  Responses: { 'ocore-test': items },
  UnprocessedKeys: unread.length === 0 ? {} : { 'ocore-test': { Keys: unread } },
});

const dynamodb = () => mockClient(table().client);
let mock: ReturnType<typeof dynamodb>;
beforeEach(() => {
  mock = dynamodb();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  mock.restore();
  vi.restoreAllMocks();
});

describe('readItems', () => {
  it('asks again for what a throttled table left unread', async () => {
    mock
      .on(BatchGetCommand)
      .resolvesOnce(answer([a], [b]))
      .resolves(answer([b], []));
    expect(await readItems([a, b])).toEqual([a, b]);
    expect(mock.commandCalls(BatchGetCommand)[1]?.args[0].input.RequestItems?.['ocore-test']?.Keys).toEqual([b]);
  });

  it('gives up with 503, and never takes an item that was not read for one that does not exist', async () => {
    mock.on(BatchGetCommand).resolves(answer([], [a]));
    await expect(readItems([a])).rejects.toMatchObject({ code: 'service_unavailable', status: 503 });
    expect(mock.commandCalls(BatchGetCommand)).toHaveLength(6);
  });

  it('makes no call for no keys', async () => {
    expect(await readItems([])).toEqual([]);
    expect(mock.calls()).toHaveLength(0);
  });
});
