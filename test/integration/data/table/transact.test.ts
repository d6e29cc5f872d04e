import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { table } from '#shared/data/table/table.ts';
import { ConditionFailed, Contention, transact, transactOnce } from '#shared/data/table/transact.ts';
import { useTestTable } from '../test-table.ts';

// No engine ever produces a conflict: here every answer of DynamoDB is played.
useTestTable();

const writes = [
  { label: 'first', Put: { Item: { pk: 'a', sk: 'a' } } },
  { label: 'second', Delete: { Key: { pk: 'b', sk: 'b' } } },
];

const canceled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'canceled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
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

const sent = () => mock.commandCalls(TransactWriteCommand).length;

describe('transactOnce', () => {
  it('tells which conditions said no by their labels', async () => {
    mock.on(TransactWriteCommand).rejects(canceled('None', 'ConditionalCheckFailed'));
    const error: unknown = await transactOnce(writes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionFailed);
    expect([...(error as ConditionFailed).labels]).toEqual(['second']);
  });

  it('takes a condition for the answer where a conflict stands beside it', async () => {
    mock.on(TransactWriteCommand).rejects(canceled('ConditionalCheckFailed', 'TransactionConflict'));
    await expect(transactOnce(writes)).rejects.toBeInstanceOf(ConditionFailed);
  });

  it.each(['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError'])(
    'takes %s for contention',
    async (code) => {
      mock.on(TransactWriteCommand).rejects(canceled('None', code));
      await expect(transactOnce(writes)).rejects.toBeInstanceOf(Contention);
    },
  );

  it('takes a transaction that is still in progress for contention', async () => {
    mock.on(TransactWriteCommand).rejects(new TransactionInProgressException({ message: 'wait', $metadata: {} }));
    await expect(transactOnce(writes)).rejects.toBeInstanceOf(Contention);
  });

  it.each([
    ['ValidationError', 'validation_failed'],
    ['ItemCollectionSizeLimitExceeded', 'body_too_large'],
  ])('answers %s as a refusal of the values, with its cause', async (code, problem) => {
    const error = canceled(code, 'TransactionConflict');
    mock.on(TransactWriteCommand).rejects(error);
    await expect(transactOnce(writes)).rejects.toMatchObject({ code: problem, cause: error });
  });

  it('names the table in every write', async () => {
    mock.on(TransactWriteCommand).resolves({});
    await transactOnce(writes);
    expect(mock.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toEqual([
      { Put: { Item: { pk: 'a', sk: 'a' }, TableName: 'ocore-test' } },
      { Delete: { Key: { pk: 'b', sk: 'b' }, TableName: 'ocore-test' } },
    ]);
  });
});

describe('transact', () => {
  it('repeats a conflict with a new command until it succeeds', async () => {
    mock.on(TransactWriteCommand).rejectsOnce(canceled('TransactionConflict')).resolves({});
    await transact(writes);
    const commands = mock.commandCalls(TransactWriteCommand).map((call) => call.args[0]);
    expect(commands).toHaveLength(2);
    expect(commands[0]).not.toBe(commands[1]);
  });

  it('never repeats a condition that said no', async () => {
    mock.on(TransactWriteCommand).rejects(canceled('ConditionalCheckFailed'));
    await expect(transact(writes)).rejects.toBeInstanceOf(ConditionFailed);
    expect(sent()).toBe(1);
  });

  it('gives up after six conflicts with 503 and Retry-After', async () => {
    mock.on(TransactWriteCommand).rejects(canceled('TransactionConflict'));
    await expect(transact(writes)).rejects.toMatchObject({ code: 'service_unavailable', status: 503 });
    expect(sent()).toBe(6);
  });
});

describe('the ClientRequestToken', () => {
  it('is a new one at each repetition, so that DynamoDB does not take it for the first', async () => {
    mock.restore();
    const tokens: unknown[] = [];
    table().client.middlewareStack.add(
      () =>
        async ({ request }) => {
          tokens.push(JSON.parse(new TextDecoder().decode((request as { body: Uint8Array }).body)).ClientRequestToken);
          if (tokens.length === 1) throw canceled('TransactionConflict');
          return { output: { $metadata: {} }, response: {} };
        },
      { step: 'finalizeRequest', priority: 'high', name: 'tokens' },
    );
    await transact(writes);
    table().client.middlewareStack.remove('tokens');
    expect(tokens).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
    expect(tokens[0]).not.toBe(tokens[1]);
  });
});
