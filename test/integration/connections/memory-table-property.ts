import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table } from '#shared/data/table/table.ts';
import { MemoryTable } from './memory-table.ts';

type Json = Record<string, unknown>;
type Key = { readonly pk: string; readonly sk: string };
type Condition = { readonly text: string; readonly names?: Json; readonly values?: Json };
type Write = { readonly kind: 'Put' | 'Delete'; readonly key: Key; readonly more: Json; readonly condition: Condition };
type Part = Omit<Write, 'kind'> & { readonly kind: Write['kind'] | 'ConditionCheck' };
type Operation =
  | { readonly kind: 'Get'; readonly key: Key }
  | { readonly kind: 'Query'; readonly input: Json }
  | { readonly kind: 'Batch'; readonly put: Key; readonly remove: Key }
  | { readonly kind: 'Transact'; readonly writes: readonly Part[] }
  | Write;

const key = fc.record({
  pk: fc.constantFrom('A', 'A#B'),
  sk: fc.constantFrom('ENVIRONMENT#1', 'PROJECT', 'REPOSITORY'),
});
const small = fc.nat({ max: 2 });
const connection = fc.constantFrom('one', 'two');

/** The forms of conditions that the service writes, and others of the same grammar. */
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ text: 'attribute_not_exists(pk)' }),
  fc.constant({ text: 'attribute_exists(pk)' }),
  small.map((value) => ({ text: '#version = :v', names: { '#version': 'version' }, values: { ':v': value } })),
  fc.tuple(small, connection).map(([version, id]) => ({
    text: '#version = :v AND connectionId = :c',
    names: { '#version': 'version' },
    values: { ':v': version, ':c': id },
  })),
  small.map((value) => ({
    text: 'attribute_not_exists(pk) OR #version <= :v',
    names: { '#version': 'version' },
    values: { ':v': value },
  })),
  fc.tuple(small, connection).map(([version, id]) => ({
    text: 'attribute_exists(pk) AND (connectionId = :c OR #version < :v)',
    names: { '#version': 'version' },
    values: { ':v': version, ':c': id },
  })),
  connection.map((id) => ({ text: 'connectionId IN (:a, :b)', values: { ':a': id, ':b': 'three' } })),
);

const more = fc.record(
  {
    version: small,
    connectionId: connection,
    gsi1: fc.tuple(fc.constantFrom('DUE#1', 'DUE#2'), fc.constantFrom('2026-01', '2026-02', '2026-03')),
    nested: fc.record({ list: fc.array(small, { maxLength: 2 }), nothing: fc.constant(null) }),
  },
  { requiredKeys: ['version'] },
);

const write: fc.Arbitrary<Write> = fc.record({
  kind: fc.constantFrom('Put', 'Delete'),
  key,
  more: more.map(({ gsi1, ...rest }) => (gsi1 === undefined ? rest : { ...rest, gsi1pk: gsi1[0], gsi1sk: gsi1[1] })),
  condition,
});

const part: fc.Arbitrary<Part> = fc
  .tuple(write, fc.boolean())
  .map(([one, isCheck]) => (isCheck ? { ...one, kind: 'ConditionCheck' } : one));

const direction = fc.record({ ScanIndexForward: fc.boolean(), Limit: fc.integer({ min: 1, max: 4 }) });
const query: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom('ENV', 'P').map((from) => ({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
    ExpressionAttributeValues: { ':pk': 'A', ':from': from },
  })),
  fc.constantFrom('ENVIRONMENT', 'PROJECT').map((from) => ({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': 'A', ':from': from, ':to': 'REPOSITORY' },
  })),
  fc.constant({ KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'A#B' } }),
  fc.constantFrom('2026-01', '2026-02').map((now) => ({
    IndexName: 'gsi1',
    KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk <= :now',
    ExpressionAttributeValues: { ':pk': 'DUE#1', ':now': now },
  })),
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: write },
  {
    weight: 3,
    arbitrary: fc
      .uniqueArray(part, { minLength: 1, maxLength: 3, selector: ({ key: one }) => `${one.pk} ${one.sk}` })
      .map((writes) => ({ kind: 'Transact' as const, writes })),
  },
  fc.record({ kind: fc.constant('Get' as const), key }),
  fc
    .record({ kind: fc.constant('Batch' as const), put: key, remove: key })
    .filter(({ put, remove }) => put.pk !== remove.pk || put.sk !== remove.sk),
  {
    weight: 3,
    arbitrary: fc.tuple(query, direction).map(([one, two]) => ({ kind: 'Query' as const, input: { ...one, ...two } })),
  },
);

const expressionOf = ({ text, names, values }: Condition): Json => ({
  ConditionExpression: text,
  ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
  ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
});

const bodyOf = (name: string, one: Part): Json => ({
  TableName: name,
  ...(one.kind === 'Put' ? { Item: { ...one.key, ...one.more } } : { Key: one.key }),
  ...expressionOf(one.condition),
});

/** The command for an operation; its input is checked by the engine that it is sent to. */
const commandOf = (name: string, one: Operation) => {
  switch (one.kind) {
    case 'Get':
      return new GetCommand({ TableName: name, Key: one.key, ConsistentRead: true });
    case 'Query':
      return new QueryCommand({ TableName: name, ...one.input } as never);
    case 'Batch':
      return new BatchWriteCommand({
        RequestItems: {
          [name]: [{ PutRequest: { Item: { ...one.put, version: 0 } } }, { DeleteRequest: { Key: one.remove } }],
        },
      });
    case 'Transact':
      return new TransactWriteCommand({
        TransactItems: one.writes.map((each) => ({ [each.kind]: bodyOf(name, each) })),
      } as never);
    case 'Put':
      return new PutCommand(bodyOf(name, one) as never);
    case 'Delete':
      return new DeleteCommand(bodyOf(name, one) as never);
  }
};

/** What a command came to, as far as the service looks at it. */
const outcomeOf = async (work: () => Promise<Json> | Json): Promise<unknown> => {
  try {
    const { Item, Items } = await work();
    return { Item, Items };
  } catch (error) {
    const reasons =
      error instanceof TransactionCanceledException ? error.CancellationReasons?.map(({ Code }) => Code) : null;
    return { error: error instanceof Error ? error.name : error, reasons };
  }
};

/** The table of this process is one of the embedded engine. */
export const describeMemoryTable = (numRuns: number): void => {
  describe('the table in memory', () => {
    it('answers random operations as the embedded engine does', async () => {
      const { client, name } = table();
      const seen = new Set<string>();
      const empty = async (): Promise<void> => {
        for (const pk of ['A', 'A#B']) {
          for (const sk of ['ENVIRONMENT#1', 'PROJECT', 'REPOSITORY']) {
            await client.send(new DeleteCommand({ TableName: name, Key: { pk, sk } }));
          }
        }
      };
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 30 }), async (operations) => {
          await empty();
          const memory = new MemoryTable();
          for (const one of operations) {
            const engine = await outcomeOf(() => client.send(commandOf(name, one) as never) as Promise<Json>);
            const ours = await outcomeOf(() => memory.send(commandOf(name, one)));
            expect(ours, JSON.stringify(one)).toEqual(engine);
            seen.add(`${one.kind} ${JSON.stringify(ours).slice(0, 12)}`);
          }
        }),
        { numRuns, seed: 4 },
      );
      // Writes that hold and that do not, reads that find and that do not.
      expect(seen.size).toBeGreaterThanOrEqual(9);
    });
  });
};
