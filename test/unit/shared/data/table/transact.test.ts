import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DynamoDBServiceException,
  InternalServerError,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { RefusedWrite } from '#shared/data/table/refused-write.ts';
import {
  backoff,
  ConditionFailed,
  Contention,
  transact,
  transactOnce,
  type Write,
} from '#shared/data/table/transact.ts';

process.env.TABLE_NAME = 'ocore-test';
process.env.AWS_REGION = 'eu-central-1';
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';

const writes: readonly Write[] = [
  { label: 'project', Put: { Item: { pk: 'a', sk: 'b' }, ConditionExpression: 'attribute_not_exists(pk)' } },
  { label: 'name', Delete: { Key: { pk: 'c', sk: 'd' } } },
  { label: 'audit', Put: { Item: { pk: 'e', sk: 'f' } } },
];
const cancelled = (
  ...codes: (string | { readonly Code: string; readonly Item?: object; readonly Message?: string | undefined })[]
) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((code) => (typeof code === 'string' ? { Code: code } : code)) as never,
  });
const failureOf = (attempt: Promise<void>): Promise<unknown> =>
  attempt.then(
    () => null,
    (error: unknown) => error,
  );

describe('with a stubbed table', () => {
  let table: ReturnType<typeof mockClient>;
  const sent = (): number => table.calls().length;

  beforeEach(() => {
    table = mockClient(DynamoDBDocumentClient);
    // No jitter: a retry comes at once.
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });

  afterEach(() => {
    table.restore();
    vi.restoreAllMocks();
  });

  describe('transactOnce', () => {
    it('sends the writes to the table without their labels', async () => {
      table.on(TransactWriteCommand).resolves({});

      await transactOnce(writes);

      expect(table.call(0).args[0].input).toEqual({
        TransactItems: [
          {
            Put: {
              Item: { pk: 'a', sk: 'b' },
              ConditionExpression: 'attribute_not_exists(pk)',
              TableName: 'ocore-test',
            },
          },
          { Delete: { Key: { pk: 'c', sk: 'd' }, TableName: 'ocore-test' } },
          { Put: { Item: { pk: 'e', sk: 'f' }, TableName: 'ocore-test' } },
        ],
      });
    });

    it('names the writes whose conditions said no', async () => {
      const error = cancelled('ConditionalCheckFailed', 'None', 'ConditionalCheckFailed');
      table.on(TransactWriteCommand).rejects(error);

      const failure = await failureOf(transactOnce(writes));

      expect(failure).toBeInstanceOf(ConditionFailed);
      expect(failure).toMatchObject({ labels: new Set(['project', 'audit']), cause: error });
    });

    it('hands on what stood in the way', async () => {
      const item = { pk: { S: 'a' } };
      table.on(TransactWriteCommand).rejects(cancelled({ Code: 'ConditionalCheckFailed', Item: item }, 'None'));

      const failure = await failureOf(transactOnce(writes));

      expect((failure as ConditionFailed).items.get('project')).toEqual(item);
    });

    it.each([
      ['a conflict', ['None', 'TransactionConflict', 'None']],
      ['missing capacity', ['ProvisionedThroughputExceeded', 'None', 'None']],
      ['throttling', ['None', 'None', 'ThrottlingError']],
      ['no reasons at all', []],
    ])('tells %s from a condition: it may be repeated', async (_what, codes) => {
      const error = cancelled(...codes);
      table.on(TransactWriteCommand).rejects(error);

      const failure = await failureOf(transactOnce(writes));

      expect(failure).toBeInstanceOf(Contention);
      expect(failure).toHaveProperty('cause', error);
    });

    it('takes a condition that said no as the answer, also beside a conflict', async () => {
      table.on(TransactWriteCommand).rejects(cancelled('TransactionConflict', 'ConditionalCheckFailed', 'None'));

      const failure = await failureOf(transactOnce(writes));

      expect(failure).toMatchObject({ name: 'ConditionFailed', labels: new Set(['name']) });
    });

    it('may repeat a transaction that is still in progress', async () => {
      table
        .on(TransactWriteCommand)
        .rejects(new TransactionInProgressException({ Message: 'x', $metadata: {} } as never));

      expect(await failureOf(transactOnce(writes))).toBeInstanceOf(Contention);
    });

    it.each([
      ['ValidationError', 'Item size to update has exceeded the maximum allowed size', 'body_too_large', 413],
      ['ItemCollectionSizeLimitExceeded', undefined, 'body_too_large', 413],
      ['ValidationError', 'One or more parameter values were invalid', 'validation_failed', 400],
    ])('answers %s (%s) with %s', async (Code, Message, code, status) => {
      const error = cancelled('None', { Code, Message }, 'TransactionConflict');
      table.on(TransactWriteCommand).rejects(error);

      const failure = await failureOf(transactOnce(writes));

      expect(failure).toBeInstanceOf(RefusedWrite);
      expect(failure).toMatchObject({ code, status, cause: error });
    });

    it('answers a transaction that is refused before it is tried', async () => {
      const error = new DynamoDBServiceException({
        name: 'ValidationException',
        message: 'Item size has exceeded the maximum allowed size',
        $fault: 'client',
        $metadata: {},
      });
      table.on(TransactWriteCommand).rejects(error);

      expect(await failureOf(transactOnce(writes))).toMatchObject({ code: 'body_too_large', cause: error });
    });

    it('takes a condition that said no as the answer, also beside a value that is refused', async () => {
      table.on(TransactWriteCommand).rejects(cancelled('None', 'ValidationError', 'ConditionalCheckFailed'));

      const failure = await failureOf(transactOnce(writes));

      expect(failure).toMatchObject({ name: 'ConditionFailed', labels: new Set(['audit']) });
    });

    it('hands every other failure on', async () => {
      const error = new InternalServerError({ message: 'x', $metadata: {} });
      table.on(TransactWriteCommand).rejects(error);

      expect(await failureOf(transactOnce(writes))).toBe(error);
    });
  });

  describe('transact', () => {
    it('repeats a conflict with a new command', async () => {
      table.on(TransactWriteCommand).rejectsOnce(cancelled('TransactionConflict')).resolves({});

      await transact(writes);

      expect(sent()).toBe(2);
      expect(table.call(0).args[0]).not.toBe(table.call(1).args[0]);
    });

    it('does not repeat a condition that said no', async () => {
      table.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed'));

      expect(await failureOf(transact(writes))).toBeInstanceOf(ConditionFailed);
      expect(sent()).toBe(1);
    });

    it('does not repeat values that are refused', async () => {
      table.on(TransactWriteCommand).rejects(cancelled('ValidationError'));

      expect(await failureOf(transact(writes))).toBeInstanceOf(RefusedWrite);
      expect(sent()).toBe(1);
    });

    it('gives up after six tries as service_unavailable, with the cause', async () => {
      table.on(TransactWriteCommand).rejects(cancelled('TransactionConflict'));

      const failure = await failureOf(transact(writes));

      expect(failure).toBeInstanceOf(Problem);
      expect(failure).toMatchObject({ code: 'service_unavailable', status: 503, retryAfterSeconds: 1 });
      expect(failure).toHaveProperty('cause.name', 'Contention');
      expect(failure).toHaveProperty('cause.cause.name', 'TransactionCanceledException');
      expect(sent()).toBe(6);
    });
  });
});

describe('over HTTP, as the SDK sends it', () => {
  it('repeats a conflict with a new ClientRequestToken, and the SDK repeats nothing by itself', async () => {
    const tokens: unknown[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        tokens.push(
          (JSON.parse(Buffer.concat(chunks).toString()) as { ClientRequestToken?: unknown }).ClientRequestToken,
        );
        const done = tokens.length === 3;
        response.writeHead(done ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(
          done
            ? '{}'
            : JSON.stringify({
                __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
                Message: 'Transaction cancelled',
                CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }, { Code: 'None' }],
              }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    vi.resetModules();
    const fresh = await import('#shared/data/table/transact.ts');

    await fresh.transact(writes);
    delete process.env.AWS_ENDPOINT_URL;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    expect(tokens.length).toBe(3);
    expect(new Set(tokens).size).toBe(3);
    expect(tokens.every((token) => typeof token === 'string' && token.length > 0)).toBe(true);
  });
});

describe('backoff', () => {
  it('is full jitter: anything from nothing to a cap that doubles up to a second', () => {
    const waits = [1, 2, 3, 10, 100].map((attempt) => Array.from({ length: 500 }, () => backoff(attempt)));

    for (const [index, cap] of [50, 100, 200, 1000, 1000].entries()) {
      const tried = waits[index] ?? [];
      expect(Math.min(...tried)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...tried)).toBeLessThanOrEqual(cap);
      expect(Math.max(...tried) - Math.min(...tried)).toBeGreaterThan(cap / 2);
    }
  });
});
